// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleCodec;
import io.pescador.flink.streamer.ItemCodec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How streamers save samples that wait for their batch, or are kept in a cache. */
final class SampleItems implements ItemCodec<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public void write(Sample item, DataOutput out) throws IOException {
        SampleCodec.write(item, out);
    }

    @Override
    public Sample read(DataInput in) throws IOException {
        return SampleCodec.read(in);
    }
}
