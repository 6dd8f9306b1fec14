// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Closeable;
import java.io.IOException;

/**
 * Open {@link Rows}. It may block, and is used by one thread at a time.
 *
 * @param <T> type of a row
 */
@PublicEvolving
public interface RowReader<T> extends Closeable {

    /**
     * How many rows there are. Costs a read of everything where rows are not {@linkplain Rows#addressable() addressable}; the answer is
     * kept.
     */
    long count() throws IOException;

    /**
     * Whether there is a row of that number. Where the rows have to be found, and there is one, this costs less than {@link #count}: those
     * behind it are left alone.
     *
     * @param row ≥ 0
     */
    default boolean has(long row) throws IOException {
        return row < count();
    }

    /**
     * Reads a row. Going forward by one is always cheap; going elsewhere is cheap where rows are addressable, and otherwise reads on to
     * the row, from the start again if it lies behind.
     *
     * @param row number of the row, ≥ 0
     * @return the row, or null if there are no more than {@code row} rows
     * @throws IOException if the row cannot be read; the message names the file, the row or line, and the reason
     */
    T read(long row) throws IOException;
}
