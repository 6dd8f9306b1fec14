// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

/** A step that a plan names: it needs both arrays. */
public final class Sum implements Streamer.SerializableFunction<Sample, Sample> {

    private static final long serialVersionUID = 1;

    static double of(Sample sample) {
        return sample.get("X").getDouble(1) + sample.get("Y").getLong(0);
    }

    @Override
    public Sample apply(Sample sample) {
        return Sample.of("total", NdArray.scalar(of(sample)));
    }
}
