// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.record.NdArray;

import java.io.Closeable;
import java.io.IOException;

/** The rows of an array in an open file, which stays its opener's to close. */
interface ArrayRows extends Closeable {

    /** What the array is in the file. */
    NpyHeader header();

    /**
     * Rows that follow each other.
     *
     * @param from the first, ≥ 0
     * @param count how many; the caller sees to it that they exist
     * @return an array with {@code count} as its first axis and bytes of its own
     */
    NdArray rows(long from, int count) throws IOException;

    /** One row, without the first axis. */
    default NdArray row(long row) throws IOException {
        return rows(row, 1).row(0);
    }

    /** Lets go of what is held beside the file. */
    @Override
    default void close() {}
}
