// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import io.pescador.flink.mux.structure.Arguments;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Always {@code rate} samples; a fractional rate is rounded up or down at random.
 *
 * <p>With {@code A} slots drawn uniformly, a stream leaves after {@code rate · A} draws of the mux on average, with variance
 * {@code rate · A · (A − 1)} for a whole rate. Immutable.
 */
final class ConstantQuota implements Quota {

    private final double rate;

    private ConstantQuota(double rate) {
        this.rate = rate;
    }

    public static ConstantQuota of(double rate) {
        return new ConstantQuota(Arguments.rate(rate));
    }

    @Override
    public long draw(double chance, UniformRandomProvider random) {
        return StochasticRounding.atRandom(rate, random);
    }

    @Override
    public long drawBySize(double chance, UniformRandomProvider random) {
        double above = Math.floor(rate) + 1;
        return (long) (random.nextDouble() * rate < above * (rate - Math.floor(rate)) ? above : Math.floor(rate));
    }
}
