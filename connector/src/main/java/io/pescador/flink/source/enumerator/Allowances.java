// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;

/**
 * How many samples each shard gives under a stop: together the first {@code most} of the global order, in which a shard that has ended is
 * passed over. What one shard lacks, the others give.
 *
 * <p>A pure function of the known ends; where a shard ends is a fact of the plan. Allowances rise with each end and never fall: a shard
 * whose reader does not know of an end yet gives too few so far, never too many. So ends may arrive late, twice and in any order.
 */
@Internal
public final class Allowances {

    public static final String ENDED_EARLY = "The plan came to its end after {} of the {} samples that were asked for.";

    /** The end of a shard that has not ended, as far as is known. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final long most;
    private final long[] ends;
    private int known;

    /** Every shard gives so many, or all that it has, */
    private long rounds;

    /** and one more if its number is below this. */
    private int begun;

    /** @param most over all shards; {@link Long#MAX_VALUE} for as many as there are */
    public Allowances(long most, int shards) {
        this.most = most;
        ends = new long[shards];
        Arrays.fill(ends, UNKNOWN);
        divide();
    }

    /** How many samples a shard gives, as far as is known. */
    public long of(int shard) {
        return rounds == UNKNOWN ? rounds : rounds + (shard < begun ? 1 : 0);
    }

    /**
     * A shard gave so many samples and has no more.
     *
     * @return whether that was not known
     */
    public boolean ended(int shard, long samples) {
        if (ends[shard] != UNKNOWN) {
            return false;
        }
        ends[shard] = samples;
        known++;
        divide();
        return true;
    }

    /** Takes over the {@linkplain #ends() ends} that are known elsewhere. */
    public void learn(long[] elsewhere) {
        for (int shard = 0; shard < ends.length; shard++) {
            if (elsewhere[shard] != UNKNOWN) {
                ended(shard, elsewhere[shard]);
            }
        }
    }

    /** How many samples each shard gave that has ended; {@link Long#MAX_VALUE} for the others. */
    public long[] ends() {
        return ends.clone();
    }

    /** How many shards have a known end. */
    public int known() {
        return known;
    }

    public boolean allKnown() {
        return known == ends.length;
    }

    /** What all shards gave, once all have ended. */
    public long total() {
        return Arrays.stream(ends).sum();
    }

    private void divide() {
        if (most == UNKNOWN || allKnown()) {
            rounds = UNKNOWN;
            return;
        }
        // The most whole rounds that fit.
        long fits = 0;
        long tooMany = most + 1; // a shard that has not ended gives one a round
        while (tooMany - fits > 1) {
            long middle = fits + (tooMany - fits) / 2;
            if (left(middle) >= 0) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        rounds = fits;
        long left = left(fits);
        begun = 0;
        while (left > 0) {
            left -= ends[begun++] > rounds ? 1 : 0;
        }
    }

    /** What is left of {@link #most} after so many rounds; below 0 where they do not fit. */
    private long left(long rounds) {
        long left = most;
        for (int shard = 0; shard < ends.length && left >= 0; shard++) {
            left -= Math.min(ends[shard], rounds);
        }
        return left;
    }
}
