// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import org.apache.commons.rng.UniformRandomProvider;

/** Rounds at random, so that the mean of what comes out is what went in. */
final class StochasticRounding {

    private StochasticRounding() {}

    /** The whole number below or above {@code x} ≥ 0. */
    public static long atRandom(double x, UniformRandomProvider random) {
        long below = (long) x;
        return x > below && random.nextDouble() < x - below ? below + 1 : below;
    }
}
