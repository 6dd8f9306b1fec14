// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Under the share rule, the share of a stream is its weight. Nothing here is left to chance: deviations are bounded, not distributed, so
 * that a few fixed seeds suffice.
 */
class ShareTest {

    private static final double[] WEIGHTS = {.70, .20, .05, .05};
    private static final int[] ENDLESS = {0, 0, 0, 0};
    private static final int[] FINITE = {10, 100, 100, 1000};
    private static final long DRAWS = 60_000;

    @ParameterizedTest
    @EnumSource(Dist.class)
    void everyShareIsItsWeight(Dist dist) {
        SoftAssertions softly = new SoftAssertions();
        for (Mode mode : new Mode[] {Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE}) {
            for (int nActive = 1; nActive <= 4; nActive++) {
                for (double rate : new double[] {8, 64}) {
                    for (int[] lengths : new int[][] {ENDLESS, FINITE}) {
                        for (long seed = 1; seed <= 2; seed++) {
                            Mux<Integer> mux = Mux.of(
                                    Pool.of(Counts.ofLengths(lengths)).weights(WEIGHTS),
                                    StochasticPolicy.of(nActive)
                                            .rate(rate)
                                            .mode(mode)
                                            .dist(dist));
                            long[] counts = Counts.of(mux, 4, seed, DRAWS);
                            for (int i = 0; i < 4; i++) {
                                softly.assertThat(counts[i] / (double) DRAWS)
                                        .as(
                                                "stream %d, %s, n_active %d, rate %s, lengths %s, seed %d",
                                                i, mode, nActive, rate, Arrays.toString(lengths), seed)
                                        .isCloseTo(WEIGHTS[i], within(.005));
                            }
                        }
                    }
                }
            }
        }
        softly.assertAll();
    }

    /** Without a rate an activation runs to the end of its stream: shares are held from activation to activation. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"WITH_REPLACEMENT", "SINGLE_ACTIVE"})
    void everyShareIsItsWeightWithoutRate(Mode mode) {
        for (int nActive = 1; nActive <= (mode == Mode.SINGLE_ACTIVE ? 1 : 4); nActive++) {
            Mux<Integer> mux = Mux.of(
                    Pool.of(Counts.ofLengths(10, 100, 20, 50)).weights(WEIGHTS),
                    StochasticPolicy.of(nActive).mode(mode));
            long[] counts = Counts.of(mux, 4, 1, DRAWS);
            for (int i = 0; i < 4; i++) {
                assertThat(counts[i] / (double) DRAWS)
                        .as("stream %d, %s, n_active %d", i, mode, nActive)
                        .isCloseTo(WEIGHTS[i], within(.005));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"WITH_REPLACEMENT", "SINGLE_ACTIVE"})
    void totalVariationOfManyStreamsIsSmall(Mode mode) {
        double[] weights = Counts.zipf(100);
        for (long seed = 1; seed <= 10; seed++) {
            Mux<Integer> mux = Mux.of(
                    Pool.of(Counts.endless(100)).weights(weights),
                    StochasticPolicy.of(10).rate(8).mode(mode));
            double[] distances = new double[2];
            Counts.of(mux, 100, seed, DRAWS, (stream, n, counts) -> {
                if (n == 5_000 || n == DRAWS) {
                    distances[n == DRAWS ? 1 : 0] = Counts.totalVariation(counts, weights);
                }
            });
            assertThat(distances[0]).as("%s, seed %d, 5 k", mode, seed).isLessThanOrEqualTo(.035);
            assertThat(distances[1]).as("%s, seed %d, 60 k", mode, seed).isLessThanOrEqualTo(.004);
        }
    }

    /** Five standard errors of a share of independent draws at most: 5 · √(.25 / 60 000) = .0102. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void aShuffledMuxKeepsSharesWhateverTheLengths(int length) {
        Mux<Integer> mux =
                Mux.of(Pool.of(Counts.ofLengths(length, 0, 7, 2 * length)).weights(WEIGHTS), ShuffledPolicy.of());
        long[] counts = Counts.of(mux, 4, 1, DRAWS);
        for (int i = 0; i < 4; i++) {
            double tolerance = 5 * Math.sqrt(WEIGHTS[i] * (1 - WEIGHTS[i]) / DRAWS);
            assertThat(counts[i] / (double) DRAWS).isCloseTo(WEIGHTS[i], within(tolerance));
        }
    }

    @Test
    void aZeroWeightIsNeverDrawn() {
        for (Mode mode : Mode.values()) {
            for (Weighting weighting : Weighting.values()) {
                Mux<Integer> mux = Mux.of(
                        Pool.of(Counts.ofLengths(0, 0, 0, 0)).weights(0, 2, 0, 1),
                        StochasticPolicy.of(3).rate(4).mode(mode).weighting(weighting));
                long[] counts = Counts.of(mux, 4, 1, 5_000);
                assertThat(counts[0] + counts[2]).isZero();
                assertThat(counts[1]).isPositive();
                assertThat(counts[3]).isPositive();
            }
        }
    }

    /** A weight of 1e-6 of the sum gets its sample within the first million draws or so, and not much more. */
    @Test
    void aSmallWeightIsNotRoundedToNothing() {
        Mux<Integer> mux = Mux.of(
                Pool.of(Counts.endless(2)).weights(1e300, 1e294),
                StochasticPolicy.of(2).rate(2));
        long[] counts = Counts.of(mux, 2, 1, 4_000_000);
        // |count − n · w| ≤ 3 · rate · (1 + w · √2)
        assertThat((double) counts[1]).isBetween(1.0, 4 + 6.1);
    }
}
