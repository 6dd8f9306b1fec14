// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.util.List;

/** Rows in memory. */
public record ListRows<T>(List<T> list) implements Rows<T> {

    @Override
    public RowReader<T> open() {
        return new RowReader<>() {
            @Override
            public long count() {
                return list.size();
            }

            @Override
            public T read(long row) {
                return row < list.size() ? list.get((int) row) : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean addressable() {
        return true;
    }

    @Override
    public String name() {
        return "rows " + list;
    }
}
