// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits a reader to a number of samples a second, evenly spaced. Flink's limiting reader returns to the mailbox after each record and
 * forwards neither pauses nor aborted checkpoints.
 */
final class RateLimit {

    /** After a pause, the samples of this time are made up for. */
    private static final long MAX_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final double nanosEach;
    private final LongSupplier nanos;
    private double nextAt;
    private CompletableFuture<Void> waiting = CompletableFuture.completedFuture(null);

    private RateLimit(double nanosEach, LongSupplier nanos) {
        this.nanosEach = nanosEach;
        this.nanos = nanos;
        nextAt = nanos.getAsLong();
    }

    /** @param nanos the clock */
    static RateLimit perSecond(double samples, LongSupplier nanos) {
        return new RateLimit(1e9 / samples, nanos);
    }

    /** Whether a sample may be drawn now; if not, {@code wake} is run when one may. */
    boolean permits(Runnable wake) {
        long now = nanos.getAsLong();
        if (now >= nextAt) {
            return true;
        }
        if (waiting.isDone()) {
            // Wakes from the thread that keeps the time: a delayed executor would start a thread for each sample on a
            // small machine.
            waiting = new CompletableFuture<>();
            waiting.thenRun(wake);
            waiting.completeOnTimeout(null, (long) Math.ceil(nextAt - now), TimeUnit.NANOSECONDS);
        }
        return false;
    }

    /** One was drawn. */
    void took() {
        nextAt = Math.max(nextAt, nanos.getAsLong() - MAX_BEHIND_NANOS) + nanosEach;
    }
}
