// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * 1 + Poisson(rate − 1) samples, of variance {@code rate − 1}.
 *
 * <p>With {@code A} slots drawn uniformly, a stream leaves after {@code rate · A} draws of the mux on average, with variance
 * {@code rate · A · (A − 1) + (rate − 1) · A²}. Immutable; a draw costs O(rate).
 */
final class PoissonQuota implements Quota {

    private final CountSampler extra;

    private PoissonQuota(CountSampler extra) {
        this.extra = extra;
    }

    static PoissonQuota of(double rate) {
        return new PoissonQuota(CountSampler.poisson(Checks.rate(rate) - 1));
    }

    @Override
    public long draw(double chance, UniformRandomProvider random) {
        return 1 + extra.draw(random);
    }
}
