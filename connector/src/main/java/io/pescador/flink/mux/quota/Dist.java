// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import org.apache.flink.annotation.PublicEvolving;

/**
 * How the quotas of a {@code stochastic} are distributed around their mean, which is exactly the {@code rate} for each. Source: pescador,
 * "Analysis of Stochastic Mux".
 */
@PublicEvolving
public enum Dist {
    /** Always the rate; a fractional one is rounded at random. */
    CONSTANT,
    /** 1 + Poisson(rate − 1). */
    POISSON,
    /** 1 + Binomial((rate − 1) / (1 − p), 1 − p), p being the chance of drawing the slot. */
    BINOMIAL;

    /**
     * Draws quotas of that mean.
     *
     * @throws IllegalArgumentException if it is below 1 or not finite
     */
    public Quota quota(double rate) {
        return switch (this) {
            case CONSTANT -> ConstantQuota.of(rate);
            case POISSON -> PoissonQuota.of(rate);
            case BINOMIAL -> BinomialQuota.of(rate);
        };
    }
}
