// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many samples a second through a reader, evenly. Our own, since Flink's limiting reader returns to the mailbox after each record
 * and forwards neither pauses nor aborted checkpoints.
 */
final class RateLimit {

    /** For how long samples that were not drawn in time may be made up for. */
    private static final long MOST_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final double nanosEach;
    private double nextAt = System.nanoTime();
    private CompletableFuture<Void> waiting = CompletableFuture.completedFuture(null);

    private RateLimit(double nanosEach) {
        this.nanosEach = nanosEach;
    }

    static RateLimit perSecond(double samples) {
        return new RateLimit(1e9 / samples);
    }

    /** Whether a sample may be drawn now; if not, {@code wake} is run when one may. */
    boolean permits(Runnable wake) {
        long now = System.nanoTime();
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
        nextAt = Math.max(nextAt, System.nanoTime() - MOST_BEHIND_NANOS) + nanosEach;
    }
}
