// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Experimental;

/**
 * Derives the seeds of a tree from one: the seed of an activation is {@code mix(seed of its parent's activation, ordinal)}, that of a
 * shard {@code mix(seed of the plan, shard)}.
 *
 * <p>The mixing function is Stafford's variant 13 of the MurmurHash3 finalizer, applied as in SplitMix64 (Steele, Lea, Flood: "Fast
 * splittable pseudorandom number generators", OOPSLA 2014). It is part of the contract: changing it changes every sequence.
 */
@Experimental
public final class Seeds {

    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private Seeds() {}

    /** A seed for part {@code number} of whatever {@code seed} stands for. */
    public static long mix(long seed, long number) {
        // Scrambled twice: else mix(s, n + 1) would equal mix(s + GOLDEN_RATIO, n).
        return next(scramble(seed), number);
    }

    /** Number {@code index} of the sequence that SplitMix64 gives of a seed. */
    public static long next(long seed, long index) {
        return scramble(seed + (index + 1) * GOLDEN_RATIO);
    }

    /** A number in [0, 1) with 53 random bits, a pure function of the seed. */
    public static double unit(long seed) {
        return (seed >>> 11) * 0x1.0p-53;
    }

    private static long scramble(long x) {
        long z = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
