// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.quota.BinomialQuota;
import io.pescador.flink.mux.quota.ConstantQuota;
import io.pescador.flink.mux.quota.PoissonQuota;
import io.pescador.flink.mux.quota.Quota;
import io.pescador.flink.mux.StochasticMux;

/**
 * How the quotas of a {@link StochasticMux} are distributed around their mean, which is exactly the {@code rate} for each. Source: pescador,
 * "Analysis of Stochastic Mux".
 */
public enum Dist {
    /** Always the rate; a fractional one is rounded at random. */
    CONSTANT,
    /** 1 + Poisson(rate − 1). */
    POISSON,
    /** 1 + Binomial((rate − 1) / (1 − p), 1 − p), p being the chance of drawing the slot. */
    BINOMIAL;

    Quota quota(double rate) {
        return switch (this) {
            case CONSTANT -> ConstantQuota.of(rate);
            case POISSON -> PoissonQuota.of(rate);
            case BINOMIAL -> BinomialQuota.of(rate);
        };
    }
}
