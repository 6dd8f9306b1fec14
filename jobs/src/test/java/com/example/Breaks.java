// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

/** A map, and a filter, that fails. */
public final class Breaks implements Streamer.SerializableFunction<Sample, Sample> {

    /** How. */
    public static volatile Breakage how;

    private static final long serialVersionUID = 1;

    @Override
    public Sample apply(Sample sample) {
        how.<RuntimeException>raise();
        return sample;
    }
}
