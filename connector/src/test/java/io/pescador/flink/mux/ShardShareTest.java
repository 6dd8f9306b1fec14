// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Streams are laid end to end by weight and cut at multiples of 1 / shards. Each shard gives the streams it holds their parts of the weight; in
 * the global order, one sample of each shard in turn, the union gives every stream its weight.
 */
class ShardShareTest {

    /** On 2 to 8 shards the first straddles every cut up to .45, and 2, 3 and 5 straddle some of the others. */
    private static final double[] WEIGHTS = {.45, .02, .22, .13, .01, .17};

    private static final double[] EQUAL = {1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0};
    private static final int ROUNDS = 20_000;
    private static final int RATE = 8;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void weightsHoldInEachShardAndInTheUnion(int shards) {
        for (Mode mode : new Mode[] {Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE}) {
            for (boolean finite : new boolean[] {false, true}) {
                long[] union = new long[6];
                for (int shard = 0; shard < shards; shard++) {
                    double[] held = held(WEIGHTS, shard, shards);
                    long[] counts = Counts.of(shard(mode, finite, WEIGHTS, shard, shards), 6, 40 + shard, ROUNDS);
                    for (int i = 0; i < 6; i++) {
                        // The bound of DeviationBoundTest: nothing of this is left to chance.
                        double bound = 3 * RATE * (1 + held[i] * Math.sqrt(6));
                        assertThat((double) counts[i])
                                .as("stream %d in shard %d of %d, %s, finite %s", i, shard, shards, mode, finite)
                                .isCloseTo(ROUNDS * held[i], within(bound));
                        union[i] += counts[i];
                    }
                }
                for (int i = 0; i < 6; i++) {
                    double bound = 3 * RATE * (shards + shards * WEIGHTS[i] * Math.sqrt(6)); // the sum of the shards'
                    assertThat((double) union[i])
                            .as("stream %d of all %d shards, %s, finite %s", i, shards, mode, finite)
                            .isCloseTo((double) ROUNDS * shards * WEIGHTS[i], within(bound));
                }
            }
        }
    }

    /**
     * Without weights a part counts by its fraction. Shares are chance then: K = draws / rate activations are chosen independently and give a
     * quota each of variance ≤ rate, so a count has variance K · rate² · (w · (1 − w) + w / rate) at most, and about n_active quotas at the end.
     * Five standard errors: one false alarm in 1.7 million comparisons.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5})
    void partsCountByTheirFractionsWithoutWeights(int shards) {
        long[] union = new long[6];
        for (int shard = 0; shard < shards; shard++) {
            double[] held = held(EQUAL, shard, shards);
            long[] counts = Counts.of(shard(Mode.WITH_REPLACEMENT, false, null, shard, shards), 6, 40 + shard, ROUNDS);
            for (int i = 0; i < 6; i++) {
                assertThat((double) counts[i])
                        .as("stream %d in shard %d of %d", i, shard, shards)
                        .isCloseTo(ROUNDS * held[i], within(tolerance(held[i], ROUNDS)));
                union[i] += counts[i];
            }
        }
        for (int i = 0; i < 6; i++) {
            assertThat((double) union[i])
                    .as("stream %d of all %d shards", i, shards)
                    .isCloseTo(ROUNDS * shards / 6.0, within(tolerance(1 / 6.0, ROUNDS * shards)));
        }
    }

    private static double tolerance(double w, double draws) {
        return w == 0 ? 0 : 5 * Math.sqrt(draws * RATE * (w * (1 - w) + w / RATE)) + 3 * RATE;
    }

    private static Streamer<Integer> shard(Mode mode, boolean finite, double[] weights, int shard, int shards) {
        Mux<Integer> whole = Mux.of(
                Pool.of(
                                finite
                                        ? IntStream.range(0, 6)
                                                .mapToObj(
                                                        i -> Streamer.of(java.util.Collections.nCopies(50 + 30 * i, i)))
                                                .toList()
                                        : Counts.endless(6).stream()
                                                .<Streamer<Integer>>map(s ->
                                                        s.maxIter(1_000_000).cycle())
                                                .toList())
                        .weights(weights),
                StochasticPolicy.of(16).rate(RATE).mode(mode));
        return whole.cut(Cut.shard(shard, shards));
    }

    /** What part of a shard each stream is: its overlap with [shard, shard + 1) / shards. */
    private static double[] held(double[] weights, int shard, int shards) {
        double[] held = new double[weights.length];
        double before = 0;
        for (int i = 0; i < weights.length; i++) {
            double from = Math.max(before, shard / (double) shards);
            before += weights[i];
            double to = Math.min(before, (shard + 1) / (double) shards);
            held[i] = Math.max(0, to - from) * shards;
        }
        assertThat(Arrays.stream(held).sum()).isCloseTo(1, within(1e-9));
        return Arrays.stream(held).map(h -> h < 1e-9 ? 0 : h).toArray();
    }
}
