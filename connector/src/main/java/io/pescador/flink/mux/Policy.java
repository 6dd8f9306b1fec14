// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.state.StateIn;

import java.io.IOException;
import java.io.Serializable;

/**
 * What a mux draws, without the streams that it draws from: for whoever holds the items otherwise, as the keyed mux does. It gives the
 * very pickers that the muxes of this package use, so that the same seed draws the same.
 *
 * <p>Streams are known by their numbers, 0 ≤ number &lt; {@code streams}. Immutable.
 *
 * @param <P> {@link Picker} where all streams are there from the beginning, {@link OpenPicker} where they turn up
 */
public interface Policy<P extends Picker> extends Serializable {

    /** A fresh activation of the mux. */
    P start(long seed);

    /** Goes on from what {@link Picker#save} wrote, under the same policy and seed. */
    P restore(long seed, StateIn in) throws IOException;

    /**
     * The policy of {@link StochasticMux}; its builder explains the parameters.
     *
     * @param rate {@link Double#NaN} for none
     * @param weights null for none
     * @throws IllegalArgumentException if an argument is wrong; the message names it
     */
    static Policy<Picker> stochastic(
            int streams, int nActive, double rate, Mode mode, Dist dist, Weighting weighting, double[] weights) {
        int slots = mode == Mode.WITH_REPLACEMENT ? nActive : Math.min(nActive, streams);
        StochasticRules rules = new StochasticRules(
                streams,
                Checks.nActive(slots),
                mode,
                weighting,
                weights == null ? null : Checks.weights(weights, streams),
                null,
                null,
                Double.isNaN(rate) ? rate : Checks.rate(rate),
                dist,
                true);
        return new Policy<>() {
            @Override
            public Picker start(long seed) {
                return StochasticPicker.start(rules, seed);
            }

            @Override
            public Picker restore(long seed, StateIn in) throws IOException {
                return StochasticPicker.restore(rules, seed, in);
            }
        };
    }

    /**
     * The policy of {@link StochasticMux} in {@link Mode#SINGLE_ACTIVE} over streams that turn up.
     *
     * @param streams the most there are at a time
     * @param rate {@link Double#NaN} for none
     * @param weighted whether the weights of offered streams matter
     * @throws IllegalArgumentException if an argument is wrong; the message names it
     */
    static Policy<OpenPicker> openStochastic(
            int streams, int nActive, double rate, Dist dist, Weighting weighting, boolean weighted) {
        StochasticRules rules = StochasticRules.open(
                streams,
                Checks.nActive(nActive),
                weighted,
                weighting,
                Double.isNaN(rate) ? rate : Checks.rate(rate),
                dist);
        return new Policy<>() {
            @Override
            public OpenPicker start(long seed) {
                return StochasticPicker.start(rules, seed);
            }

            @Override
            public OpenPicker restore(long seed, StateIn in) throws IOException {
                return StochasticPicker.restore(rules, seed, in);
            }
        };
    }

    /**
     * The policy of {@link ShuffledMux} under {@link Weighting#SHARE}.
     *
     * @param weights null for equal chances
     * @throws IllegalArgumentException if a weight is wrong; the message names it
     */
    static Policy<Picker> shuffled(int streams, double[] weights) {
        double[] scaled = weights == null ? null : Checks.weights(weights, streams);
        return new Policy<>() {
            @Override
            public Picker start(long seed) {
                return ShuffledPicker.start(scaled, streams, scaled != null, seed);
            }

            @Override
            public Picker restore(long seed, StateIn in) throws IOException {
                return ShuffledPicker.restore(scaled, streams, scaled != null, seed, in);
            }
        };
    }

    /**
     * The policy of {@link ShuffledMux} over streams that turn up.
     *
     * @param streams the most there are at a time
     * @param weighted whether the weights of offered streams matter
     */
    static Policy<OpenPicker> openShuffled(int streams, boolean weighted) {
        return new Policy<>() {
            @Override
            public OpenPicker start(long seed) {
                return ShuffledPicker.open(weighted, streams, seed);
            }

            @Override
            public OpenPicker restore(long seed, StateIn in) throws IOException {
                return ShuffledPicker.restoreOpen(weighted, streams, seed, in);
            }
        };
    }

    /** The policy of {@link RoundRobinMux}. */
    static Policy<Picker> roundRobin(int streams) {
        return new Policy<>() {
            @Override
            public Picker start(long seed) {
                return RoundRobinPicker.start(streams, RoundRobinPicker.Pass.ONCE, seed);
            }

            @Override
            public Picker restore(long seed, StateIn in) throws IOException {
                return RoundRobinPicker.restore(streams, RoundRobinPicker.Pass.ONCE, seed, in);
            }
        };
    }

    /**
     * The policy of {@link RoundRobinMux} over streams that turn up.
     *
     * @param streams the most there are at a time
     */
    static Policy<OpenPicker> openRoundRobin(int streams) {
        return new Policy<>() {
            @Override
            public OpenPicker start(long seed) {
                return RoundRobinPicker.open(streams, seed);
            }

            @Override
            public OpenPicker restore(long seed, StateIn in) throws IOException {
                return RoundRobinPicker.restore(streams, RoundRobinPicker.Pass.ONCE, seed, in);
            }
        };
    }

    /** The policy of {@link ChainMux}. */
    static Policy<Picker> chain(int streams) {
        return new Policy<>() {
            @Override
            public Picker start(long seed) {
                return ChainPicker.start(streams, false, seed);
            }

            @Override
            public Picker restore(long seed, StateIn in) throws IOException {
                return ChainPicker.restore(streams, false, seed, in);
            }
        };
    }

    /** The policy of {@link ChainMux} over streams that turn up. */
    static Policy<OpenPicker> openChain() {
        return new Policy<>() {
            @Override
            public OpenPicker start(long seed) {
                return OpenChainPicker.start(seed);
            }

            @Override
            public OpenPicker restore(long seed, StateIn in) throws IOException {
                return OpenChainPicker.restore(seed, in);
            }
        };
    }
}
