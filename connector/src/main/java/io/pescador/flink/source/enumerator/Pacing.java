// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * How far readers may draw: up to a lead ahead of the slowest, in numbers of the global order. The lead is what the slowest draws in a
 * fifth of a second. So shares hold after few samples where samples are slow, and readers do not wait for news where samples are fast.
 *
 * <p>Readers report their position after each quarter of the lead, and whenever they have to stop. A reported position is never beyond the
 * real one, so a reader is never further ahead than the lead.
 */
final class Pacing {

    private static final double LEAD_SECONDS = 0.2;

    /** Reports in each lead. */
    private static final int PARTS = 4;

    /** The lead at first, and at least, in draws of a shard. */
    private static final int LEAST_DRAWS = 16;

    /** The position of a reader that has not reported: no reader may draw. */
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final long[] positions;
    private final long least;
    private final long most;
    private final LongSupplier nanos;
    private long lead;
    private long announced = UNKNOWN;
    private long announcedAt;

    /**
     * @param mostLead in samples of the global order
     * @param nanos the clock
     */
    Pacing(int readers, int shards, long mostLead, LongSupplier nanos) {
        positions = new long[readers];
        Arrays.fill(positions, UNKNOWN);
        // One round must always fit, and a report must cover at least one sample.
        most = Math.max(mostLead, Math.max(shards, PARTS));
        least = Math.min(most, (long) LEAST_DRAWS * shards);
        lead = least;
        this.nanos = nanos;
    }

    /** A reader starts anew, without a bound. Once it has reported its position, all readers get the bound again. */
    void forget(int reader) {
        positions[reader] = UNKNOWN;
        announced = UNKNOWN;
    }

    /**
     * A reader reports the number that it draws next, {@link Long#MAX_VALUE} for none.
     *
     * @return whether all readers must hear of another {@link #bound}
     */
    boolean at(int reader, long number) {
        positions[reader] = number;
        long slowest = Arrays.stream(positions).min().getAsLong();
        if (slowest == UNKNOWN || slowest == Long.MAX_VALUE) {
            return false;
        }
        if (announced == UNKNOWN || slowest < announced) {
            announce(slowest);
            return true;
        }
        if (slowest - announced < step()) {
            return false;
        }
        double seconds = Math.max(1, nanos.getAsLong() - announcedAt) / 1e9;
        double wanted = (slowest - announced) / seconds * LEAD_SECONDS;
        lead = (long) Math.max(least, Math.min(most, Math.max(lead / 2.0, Math.min(lead * 2.0, wanted))));
        announce(slowest);
        return true;
    }

    private void announce(long slowest) {
        announced = slowest;
        announcedAt = nanos.getAsLong();
    }

    /** Readers may draw numbers below this. */
    long bound() {
        return announced + lead;
    }

    /** Readers report their position after so many numbers. */
    long step() {
        return Math.max(1, lead / PARTS);
    }
}
