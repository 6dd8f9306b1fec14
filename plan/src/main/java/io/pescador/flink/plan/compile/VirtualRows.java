// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

/** As many rows as a file has, without the file: for trying out how a plan draws. */
record VirtualRows(String name, long rows) implements Rows<Sample> {

    private static final Sample ROW = Sample.of("row", NdArray.scalar(true));

    @Override
    public RowReader<Sample> open() {
        return new RowReader<>() {

            @Override
            public long count() {
                return rows;
            }

            @Override
            public Sample read(long row) {
                return row < rows ? ROW : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean addressable() {
        return true;
    }
}
