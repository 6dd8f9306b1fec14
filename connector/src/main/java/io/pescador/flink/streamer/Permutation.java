// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.Seeds;

/**
 * A random order of 0 … n − 1 that is a pure function of a seed: nothing is saved, and any element costs O(1).
 *
 * <p>Up to {@value #SMALL} elements it is a Fisher–Yates shuffle. Above, it is a Feistel network over a × b ≥ n with both sides near √n,
 * walked on until it falls below n (Black, Rogaway: "Ciphers with arbitrary finite domains", CT-RSA 2002), which takes no memory however
 * large n is, and opens in no time where only a few rows of many are read.
 */
abstract class Permutation {

    /** Below, a Feistel network has too few states in a side to look random, and a shuffle costs less than a microsecond. */
    private static final int SMALL = 256;

    /** The element at position {@code i}, 0 ≤ i &lt; n. */
    abstract long at(long i);

    /** @param n how many elements, 1 ≤ n &lt; 2^62 */
    static Permutation of(long n, long seed) {
        return n <= SMALL ? new Shuffle((int) n, seed) : new Feistel(n, seed);
    }

    private static final class Shuffle extends Permutation {

        private final short[] order;

        Shuffle(int n, long seed) {
            order = new short[n];
            for (int i = 0; i < n; i++) {
                int j = (int) below(Seeds.mix(seed, i), i + 1);
                order[i] = order[j];
                order[j] = (short) i;
            }
        }

        @Override
        long at(long i) {
            return order[(int) i];
        }
    }

    private static final class Feistel extends Permutation {

        /** Four make a Luby–Rackoff permutation; the rest is margin for sides that are small. */
        private static final int ROUNDS = 8;

        private final long n;
        private final long a;
        private final long b;
        private final long[] keys = new long[ROUNDS];

        Feistel(long n, long seed) {
            this.n = n;
            a = (long) Math.ceil(Math.sqrt(n));
            b = (n + a - 1) / a;
            for (int round = 0; round < ROUNDS; round++) {
                keys[round] = Seeds.mix(seed, round);
            }
        }

        @Override
        long at(long i) {
            long x = i;
            do {
                x = encrypt(x);
            } while (x >= n);
            return x;
        }

        private long encrypt(long x) {
            long left = x / b;
            long right = x % b;
            for (int round = 0; round < ROUNDS; round += 2) {
                left += below(Seeds.mix(keys[round], right), a);
                left -= left >= a ? a : 0;
                right += below(Seeds.mix(keys[round + 1], left), b);
                right -= right >= b ? b : 0;
            }
            return left * b + right;
        }
    }

    private static long below(long bits, long bound) {
        return Math.multiplyHigh(bits >>> 1, bound << 1);
    }
}
