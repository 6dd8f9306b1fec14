// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import java.util.function.LongConsumer;

/** A stream's records in order, each given once at most. Record n has cell n mod capacity. */
final class FifoRule extends BufferRule {

    private final int capacity;
    private final Overflow overflow;

    private FifoRule(int capacity, Overflow overflow) {
        this.capacity = capacity;
        this.overflow = overflow;
    }

    static FifoRule of(int capacity, Overflow overflow) {
        if (capacity < 1) {
            throw new IllegalArgumentException("fifo capacity is " + capacity + ": it keeps at least one record");
        }
        return new FifoRule(capacity, overflow);
    }

    @Override
    long admit(StreamBuffer buffer, MuxMetrics metrics) {
        buffer.arrived++;
        if (size(buffer) == capacity) {
            metrics.dropped.inc();
            if (overflow == Overflow.DROP_NEWEST) {
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
    boolean canGive(StreamBuffer buffer) {
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
    boolean give(StreamBuffer buffer, long cell) {
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
    boolean keepsAll() {
        return false;
    }

    @Override
    String describe() {
        return "fifo(" + capacity + ", " + overflow + ")";
    }
}
