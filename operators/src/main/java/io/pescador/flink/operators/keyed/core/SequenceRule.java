// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

import java.util.function.LongConsumer;

/** A stream's records in order, each emitted at most once. Record n has cell n mod capacity. */
@Internal
public final class SequenceRule extends BufferRule {

    private enum WhenFull {
        DROP_OLDEST,
        DROP_NEWEST
    }

    private final long capacity;
    private final WhenFull whenFull;
    private final String description;

    private SequenceRule(long capacity, WhenFull whenFull, String description) {
        this.capacity = capacity;
        this.whenFull = whenFull;
        this.description = description;
    }

    /** When it is full, the record that has waited longest makes room. */
    public static SequenceRule dropOldest(int capacity) {
        return fifo(capacity, WhenFull.DROP_OLDEST);
    }

    /** When it is full, the record that arrives is not kept. */
    public static SequenceRule dropNewest(int capacity) {
        return fifo(capacity, WhenFull.DROP_NEWEST);
    }

    private static SequenceRule fifo(int capacity, WhenFull whenFull) {
        if (capacity < 1) {
            throw new IllegalArgumentException("fifo capacity is " + capacity + ": it keeps at least one record");
        }
        return new SequenceRule(capacity, whenFull, "fifo(" + capacity + ", " + whenFull + ")");
    }

    /** Never full: keeps all records, in as much state as they need. */
    public static SequenceRule spill() {
        return new SequenceRule(Long.MAX_VALUE, WhenFull.DROP_NEWEST, "spill()");
    }

    @Override
    long admit(StreamBuffer buffer, MuxCounts counts) {
        buffer.arrived++;
        if (size(buffer) == capacity) {
            counts.dropped++;
            if (whenFull == WhenFull.DROP_NEWEST) {
                return NONE;
            }
            buffer.first++;
        }
        return buffer.next++ % capacity;
    }

    @Override
    long cells() {
        return capacity;
    }

    @Override
    boolean canEmit(StreamBuffer buffer) {
        return size(buffer) > 0;
    }

    @Override
    long size(StreamBuffer buffer) {
        return buffer.next - buffer.first;
    }

    @Override
    long fresh(StreamBuffer buffer) {
        return size(buffer);
    }

    @Override
    long choose(StreamBuffer buffer, long draw) {
        return buffer.first % capacity;
    }

    @Override
    int repeats(StreamBuffer buffer, long cell) {
        return 0;
    }

    @Override
    boolean emitted(StreamBuffer buffer, long cell) {
        buffer.first++;
        return true;
    }

    @Override
    void forEachCell(StreamBuffer buffer, LongConsumer action) {
        for (long n = buffer.first; n < buffer.next; n++) {
            action.accept(n % capacity);
        }
    }

    @Override
    long draws(long n) {
        return Long.MAX_VALUE;
    }

    @Override
    public String describe() {
        return description;
    }
}
