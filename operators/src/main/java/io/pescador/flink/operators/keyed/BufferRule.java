// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import java.io.Serializable;
import java.util.function.LongConsumer;

/**
 * How a stream's records wait to be drawn. It decides about cells only, and never sees a record; it has no state of its own, so one
 * serves all streams of all keys.
 */
abstract class BufferRule implements Serializable {

    /** No cell: the record that came is not kept. */
    static final long NONE = -1;

    /** A cell for a record that came, which may hold one already that makes room; {@link #NONE} if it is not kept. */
    abstract long admit(StreamBuffer buffer, MuxMetrics metrics);

    /** How many cells a buffer has at most: they are numbered from 0. */
    abstract long cells();

    /** Whether there is a record to give. */
    abstract boolean canGive(StreamBuffer buffer);

    /** How many records are kept. */
    abstract long size(StreamBuffer buffer);

    /** How many records that were never drawn are kept. */
    abstract long fresh(StreamBuffer buffer);

    /**
     * The cell of the record to give next.
     *
     * @param draw how many records the mux gave before
     */
    abstract long choose(StreamBuffer buffer, long draw);

    /** How often the record of the cell that was just chosen was given before. */
    abstract int repeats(StreamBuffer buffer, long cell);

    /** The record of the cell that was just chosen is given. @return whether the cell is empty from now on */
    abstract boolean give(StreamBuffer buffer, long cell);

    /** Calls back with every cell that holds a record. */
    abstract void forEachCell(StreamBuffer buffer, LongConsumer action);

    /** How many draws the {@code n}-th record of a mux, counted from 1, allows. */
    abstract long draws(long n);

    /** Whether records of streams that hold no slot are kept too. */
    abstract boolean keepsAll();

    /** What decides whether saved state fits. */
    abstract String describe();
}
