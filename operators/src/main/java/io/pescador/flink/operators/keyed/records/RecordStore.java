// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/**
 * The records that one buffer keeps, by the numbers of their cells. To be used while the key that it was made for is the current one.
 *
 * <p>To read a record, {@link #find} it first. {@link #before}, {@link #timestamp} and {@link #value} then describe it, until any other
 * method is called.
 */
@Internal
public interface RecordStore<T> {

    /** Finds the record of a cell. @return whether there is one */
    boolean find(long cell) throws Exception;

    /** How many records of its stream came before the record that was found; out of all bounds where the state is damaged. */
    long before();

    /** The timestamp of the record that was found, or {@link BufferedRecord#NO_TIMESTAMP}. */
    long timestamp();

    /** The record that was found. */
    T value() throws IOException;

    /**
     * Puts a record into an empty cell.
     *
     * @param before how many records of its stream came before it
     */
    void add(long cell, long before, long timestamp, T value) throws Exception;

    /** Puts a record into a cell that holds another. */
    void replace(long cell, long before, long timestamp, T value) throws Exception;

    void remove(long cell) throws Exception;

    /** Writes everything to the state that it lacks. */
    void save() throws Exception;
}
