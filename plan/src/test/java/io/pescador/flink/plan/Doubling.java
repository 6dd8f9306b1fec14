// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

/** A map as an author might write one. */
public final class Doubling implements Streamer.SerializableFunction<Sample, Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public Sample apply(Sample sample) {
        return Sample.of("value", NdArray.scalar(2 * sample.get("value").getLong(0)));
    }
}
