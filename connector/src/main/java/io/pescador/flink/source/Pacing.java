// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * How far readers may draw: up to a lead ahead of the slowest, in numbers of the global order. The lead is what the slowest draws in a fifth
 * of a second, so that shares hold after few samples where samples are slow, and nobody waits for news where they are fast.
 *
 * <p>Readers tell where they are after each quarter of the lead, and whenever they have to stop. What they told last is never more than where
 * they are: a reader is never further ahead than the lead.
 */
final class Pacing {

    private static final double LEAD_SECONDS = 0.2;

    /** Tells in each lead. */
    private static final int PARTS = 4;

    /** The lead at first, and at least, in draws of a shard. */
    private static final int LEAST_DRAWS = 16;

    /** Of a reader that has told nothing: nobody may draw. */
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
        // One round must always fit, and a tell be of one sample at least.
        most = Math.max(mostLead, Math.max(shards, PARTS));
        least = Math.min(most, (long) LEAST_DRAWS * shards);
        lead = least;
        this.nanos = nanos;
    }

    /** A reader starts anew, without a bound: all are told again once it has told where it is. */
    void forget(int reader) {
        positions[reader] = UNKNOWN;
        announced = UNKNOWN;
    }

    /**
     * A reader tells the number that it draws next, {@link Long#MAX_VALUE} for none.
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

    /** Readers tell where they are after so many numbers. */
    long step() {
        return Math.max(1, lead / PARTS);
    }
}
