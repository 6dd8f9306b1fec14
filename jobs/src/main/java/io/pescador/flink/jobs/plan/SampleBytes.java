// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleCodec;
import io.pescador.flink.streamer.ItemCodec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes samples that wait in a step into its saved state. */
enum SampleBytes implements ItemCodec<Sample> {
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
