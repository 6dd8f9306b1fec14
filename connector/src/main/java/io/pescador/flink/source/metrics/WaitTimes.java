// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.metrics;

import org.apache.flink.annotation.Internal;

import java.util.function.LongSupplier;

/**
 * What a reader waits for: leaves that read, or the consumer of its samples. The clock is looked at once a poll. Written by the task's
 * thread; others may read, and see times that are a moment old.
 */
@Internal
public final class WaitTimes {

    /** Nanoseconds from one poll to the next without a wait: a few samples take microseconds. */
    private static final long UNHINDERED = 1_000_000;

    private enum Cause {
        /** The stream that was drawn had nothing to give. */
        READS,

        /** A poll gave samples; where it took long, somebody held it up. */
        SAMPLES,
        OTHER
    }

    private final boolean readsAhead;
    private final LongSupplier nanos;
    private Cause cause = Cause.OTHER;
    private long since;
    private long reads;
    private long consumer;

    /**
     * @param readsAhead whether other threads read; without them, a poll that takes long has read
     * @param nanos the clock
     */
    public WaitTimes(boolean readsAhead, LongSupplier nanos) {
        this.readsAhead = readsAhead;
        this.nanos = nanos;
    }

    /** A poll begins, and gives samples unless something else is said. */
    public void poll() {
        long now = nanos.getAsLong();
        reads += forReads(now);
        consumer += forConsumer(now);
        since = now;
        cause = Cause.SAMPLES;
    }

    /** The stream that was drawn has nothing to give yet. */
    public void pending() {
        cause = Cause.READS;
    }

    /** There is nothing to draw: a rate limit, other readers, or the end. */
    public void nothing() {
        cause = Cause.OTHER;
    }

    private long forReads(long now) {
        return cause == Cause.READS || !readsAhead && isHeldUp(now) ? now - since : 0;
    }

    private long forConsumer(long now) {
        return readsAhead && isHeldUp(now) ? now - since : 0;
    }

    private boolean isHeldUp(long now) {
        return cause == Cause.SAMPLES && now - since >= UNHINDERED;
    }

    /** Nanoseconds waited for reads. */
    public long reads() {
        return reads + forReads(nanos.getAsLong());
    }

    /** Nanoseconds in which samples were not taken. */
    public long consumer() {
        return consumer + forConsumer(nanos.getAsLong());
    }
}
