// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

/**
 * What a reader waits for: leaves that read, or whoever takes its samples. The clock is looked at once a poll. Written by the task's
 * thread; others may read, and see times that are a moment old.
 */
final class Waits {

    /** Nanoseconds from one poll to the next that nobody held up: a few samples take microseconds. */
    private static final long UNHINDERED = 1_000_000;

    private enum Cause {
        READS,
        CONSUMER,
        OTHER
    }

    private final boolean readsAhead;
    private Cause cause = Cause.OTHER;
    private long since;
    private long reads;
    private long consumer;

    /** @param readsAhead whether other threads read; without them, a poll that takes long has read */
    Waits(boolean readsAhead) {
        this.readsAhead = readsAhead;
    }

    /** A poll begins. Until the next one it is the consumer that may take its time, unless something else is said. */
    void poll() {
        long now = System.nanoTime();
        reads += waited(Cause.READS, now);
        consumer += waited(Cause.CONSUMER, now);
        since = now;
        cause = readsAhead ? Cause.CONSUMER : Cause.READS;
    }

    /** The stream that was drawn has nothing to give yet. */
    void forReads() {
        cause = Cause.READS;
    }

    /** There is nothing to draw: a rate limit, other readers, or the end. */
    void forOther() {
        cause = Cause.OTHER;
    }

    private long waited(Cause asked, long now) {
        long waited = now - since;
        return cause == asked && waited >= UNHINDERED ? waited : 0;
    }

    /** Nanoseconds waited for reads. */
    long reads() {
        return reads + waited(Cause.READS, System.nanoTime());
    }

    /** Nanoseconds in which samples were not taken. */
    long consumer() {
        return consumer + waited(Cause.CONSUMER, System.nanoTime());
    }
}
