// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many samples a second through a reader, evenly. Our own, since Flink's limiting reader returns to the mailbox after each record
 * and forwards neither pauses nor aborted checkpoints.
 */
abstract class RateLimit {

    static final RateLimit NONE = new RateLimit() {
        @Override
        boolean permits(Runnable wake) {
            return true;
        }

        @Override
        void took() {}
    };

    /** Whether a sample may be drawn now; if not, {@code wake} is run when one may. */
    abstract boolean permits(Runnable wake);

    abstract void took();

    static RateLimit perSecond(double samples) {
        return new Even(samples);
    }

    private static final class Even extends RateLimit {

        /** How long samples that were not drawn in time may be made up for. */
        private static final long MOST_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

        private final double nanosEach;
        private double nextAt = System.nanoTime();

        Even(double samples) {
            nanosEach = 1e9 / samples;
        }

        @Override
        boolean permits(Runnable wake) {
            long now = System.nanoTime();
            if (now >= nextAt) {
                return true;
            }
            long wait = (long) Math.ceil(nextAt - now);
            CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS).execute(wake);
            return false;
        }

        @Override
        void took() {
            nextAt = Math.max(nextAt, System.nanoTime() - MOST_BEHIND_NANOS) + nanosEach;
        }
    }
}
