// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;

/**
 * Items with numbers: the rows of a file or a table, which can be read in any order. Every file format is one of these; in which order
 * its rows are given is decided by {@link RowOrder}, not by the format.
 *
 * @param <T> type of a row
 */
@PublicEvolving
public interface Rows<T> extends Serializable {

    /**
     * Opens the rows for reading. May block.
     *
     * @throws IOException if they cannot be opened; the message names the file, the reason and the way out
     */
    RowReader<T> open() throws IOException;

    /**
     * Whether any row can be read at about the cost of the next one. Where it can't, a reader finds a row by reading all before it.
     */
    boolean addressable();

    /** What a message calls these rows: a path, say. */
    String name();

    /** What tells these rows from others, and from themselves after a change: path, size and time of modification, say. */
    default String identity() {
        return name();
    }
}
