// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import io.pescador.flink.streamer.state.ItemCodec;

import org.apache.flink.annotation.PublicEvolving;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How streamers save samples that wait for their batch, or are kept in a cache: as {@link SampleCodec} writes them. */
@PublicEvolving
public enum SampleItems implements ItemCodec<Sample> {
    CODEC;

    @Override
    public void write(Sample sample, DataOutput out) throws IOException {
        SampleCodec.write(sample, out);
    }

    @Override
    public Sample read(DataInput in) throws IOException {
        return SampleCodec.read(in);
    }
}
