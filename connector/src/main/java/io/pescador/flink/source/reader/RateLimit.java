// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.streamer.ahead.Alarm;

import java.io.Closeable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Limits a reader to a number of samples a second, evenly spaced. Flink's limiting reader returns to the mailbox after each record and
 * forwards neither pauses nor aborted checkpoints.
 */
final class RateLimit implements Closeable {

    /** After a pause, the samples of this time are made up for. */
    private static final long MAX_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Of all readers together. */
    private final double nanosEachOfAll;

    private final LongSupplier nanos;
    private final Alarm alarm = new Alarm();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private double nanosEach;
    private double nextAt;

    private RateLimit(double nanosEachOfAll, LongSupplier nanos) {
        this.nanosEachOfAll = nanosEachOfAll;
        this.nanos = nanos;
        nanosEach = nanosEachOfAll;
        nextAt = nanos.getAsLong();
    }

    /**
     * @param samplesPerSecond over all readers; infinite for no limit
     * @param nanos the clock
     */
    static RateLimit of(double samplesPerSecond, LongSupplier nanos) {
        return new RateLimit(1e9 / samplesPerSecond, nanos);
    }

    /** The reader has so many of the shards, and their part of the samples. Before that it has all of them. */
    void share(int own, int shards) {
        nanosEach = nanosEachOfAll * shards / Math.max(1, own);
    }

    boolean isUnlimited() {
        return nanosEachOfAll == 0;
    }

    /** Whether a sample may be drawn now; if not, {@code wake} is run when one may. */
    boolean permits(Runnable wake) {
        if (isUnlimited()) {
            return true;
        }
        long now = nanos.getAsLong();
        if (now >= nextAt) {
            return true;
        }
        if (waiting.compareAndSet(false, true)) {
            alarm.after((long) Math.ceil(nextAt - now), () -> {
                waiting.set(false);
                wake.run();
            });
        }
        return false;
    }

    /** So many were drawn. */
    void took(int samples) {
        if (!isUnlimited()) {
            nextAt = Math.max(nextAt, nanos.getAsLong() - MAX_BEHIND_NANOS) + samples * nanosEach;
        }
    }

    @Override
    public void close() {
        alarm.close();
    }
}
