// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import io.pescador.flink.mux.structure.Arguments;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * 1 + Poisson(rate − 1) samples, of variance {@code rate − 1}.
 *
 * <p>With {@code A} slots drawn uniformly, a stream leaves after {@code rate · A} draws of the mux on average, with variance
 * {@code rate · A · (A − 1) + (rate − 1) · A²}. Immutable; a draw costs O(rate).
 * Source: pescador, "Analysis of Stochastic Mux".
 */
final class PoissonQuota implements Quota {

    private final double rate;
    private final CountSampler extra;

    private PoissonQuota(double rate) {
        this.rate = rate;
        extra = CountSampler.poisson(rate - 1);
    }

    public static PoissonQuota of(double rate) {
        return new PoissonQuota(Arguments.rate(rate));
    }

    @Override
    public long draw(double chance, UniformRandomProvider random) {
        return 1 + extra.draw(random);
    }

    /** By size, a Poisson count is 1 + itself; with chance 1 / rate it is the sure sample that is hit instead. */
    @Override
    public long drawBySize(double chance, UniformRandomProvider random) {
        long hit = random.nextDouble() * rate < 1 ? 1 : 2;
        return hit + extra.draw(random);
    }
}
