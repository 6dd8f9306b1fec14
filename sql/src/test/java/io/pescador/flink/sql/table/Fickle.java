// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

/** A step that a plan names: only the first row of a file gives a whole number. */
public final class Fickle implements Streamer.SerializableFunction<Sample, Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public Sample apply(Sample sample) {
        long row = sample.get("Y").getLong(0);
        return Sample.of("a", row == 0 ? NdArray.scalar(row) : NdArray.scalar((double) row));
    }
}
