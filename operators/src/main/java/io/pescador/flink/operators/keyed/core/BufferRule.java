// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.function.LongConsumer;

/**
 * How a stream's records wait to be drawn. It decides about cells only, and never sees a record; it has no state of its own, so one
 * serves all streams of all keys.
 */
@Internal
public abstract class BufferRule implements Serializable {

    /** No cell: the record that came is not kept. */
    static final long NONE = -1;

    /** A cell for a record that came: empty, or with a record to be replaced; {@link #NONE} if the new one is not kept. */
    abstract long admit(StreamBuffer buffer, MuxCounts counts);

    /** How many cells a buffer has at most: they are numbered from 0. */
    abstract long cells();

    /** Whether there is a record to emit. */
    abstract boolean canEmit(StreamBuffer buffer);

    /** How many records are kept. */
    abstract long size(StreamBuffer buffer);

    /** How many records that were never drawn are kept. */
    abstract long fresh(StreamBuffer buffer);

    /**
     * The cell of the record to emit next.
     *
     * @param draw how many records the mux emitted before
     */
    abstract long choose(StreamBuffer buffer, long draw);

    /** How often the record of the cell that was just chosen was emitted before. */
    abstract int repeats(StreamBuffer buffer, long cell);

    /** The record of the cell that was just chosen is emitted. @return whether the cell is empty from now on */
    abstract boolean emitted(StreamBuffer buffer, long cell);

    /** Calls back with every cell that holds a record. */
    abstract void forEachCell(StreamBuffer buffer, LongConsumer action);

    /** How many draws the {@code n}-th record of a mux, counted from 1, allows. */
    abstract long draws(long n);

    /** What decides whether saved state fits. */
    public abstract String describe();
}
