// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import java.util.function.LongConsumer;

/** All of a stream's records in order, each given exactly once, in as much state as they need. Record n has cell n. */
final class SpillRule extends BufferRule {

    @Override
    long admit(StreamBuffer buffer, MuxMetrics metrics) {
        buffer.arrived++;
        return buffer.next++;
    }

    @Override
    long cells() {
        return Long.MAX_VALUE;
    }

    @Override
    boolean canGive(StreamBuffer buffer) {
        return buffer.first < buffer.next;
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
        return buffer.first;
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
            action.accept(n);
        }
    }

    @Override
    long draws(long n) {
        return Long.MAX_VALUE;
    }

    @Override
    boolean keepsAll() {
        return true;
    }

    @Override
    String describe() {
        return "spill()";
    }
}
