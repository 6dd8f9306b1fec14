// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import org.apache.flink.annotation.Experimental;

import java.io.Closeable;
import java.io.IOException;

/**
 * Rows of a file from one of them on, one after the other. Where it passes the beginning of a row it says so to the {@link RowIndex}. Used
 * by one thread at a time; of no use any more once it has failed.
 *
 * @param <T> type of a row
 */
@Experimental
public interface RowCursor<T> extends Closeable {

    /** Whether a row follows, whole or broken. */
    boolean hasNext() throws IOException;

    /** Passes over the row that follows. It need not be looked at. */
    void skip() throws IOException;

    /** The row that follows. */
    T read() throws IOException;
}
