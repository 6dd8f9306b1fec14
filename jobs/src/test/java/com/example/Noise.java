// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.commons.rng.UniformRandomProvider;

/** A map with randomness, as {@code docs/coming-from-pescador.md} shows it. */
public final class Noise implements Streamer.SeededFunction<Sample, Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public Sample apply(Sample sample, UniformRandomProvider random) {
        double[] values = sample.get("X").toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.2 * random.nextDouble() - 0.1;
        }
        return sample.with("X", NdArray.of(values));
    }
}
