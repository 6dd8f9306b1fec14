// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Muxes inside a mux go on where they stopped: for the streams of each, |count − n · w| ≤ 3 · rate · (1 + w · √N) holds over all of its
 * activations, n being the samples of that mux, however short its activations are.
 */
class NestedShareTest {

    private static final int MUXES = 3;
    private static final double RATE = 8;
    private static final int DRAWS = 20_000;

    static Stream<Arguments> weights() {
        return DeviationBoundTest.weights();
    }

    /** Closed after one sample, eight or 64; of each mux one activation at a time, or two. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("weights")
    void boundHoldsForMuxesThatAreActivatedOften(String name, double[] weights) {
        for (int most : new int[] {1, 8, 64}) {
            check(weights, inner -> inTurn(inner, most));
            check(weights, inner -> weighted(inner, 2, most, Mode.WITH_REPLACEMENT));
            check(weights, inner -> weighted(inner, 2, most, Mode.SINGLE_ACTIVE));
        }
    }

    /** Of the mux of weight .7 about seven activations are open at once, or 22, each with slots of its own. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("weights")
    void boundHoldsForMuxesThatAreOpenManyTimesAtOnce(String name, double[] weights) {
        for (int rate : new int[] {1, 8, 64}) {
            check(weights, inner -> weighted(inner, 10, rate, Mode.WITH_REPLACEMENT));
            check(weights, inner -> weighted(inner, 32, rate, Mode.WITH_REPLACEMENT));
        }
    }

    /** Broken off at any draw, a run goes on as it would have, though what it knows of closed activations and open ones of the same mux is built anew. */
    @ParameterizedTest
    @EnumSource(names = {"WITH_REPLACEMENT", "SINGLE_ACTIVE"})
    void aRunThatIsBrokenOffGoesOnAsIfNothingHadHappened(Mode mode) throws IOException {
        for (int[] slotsAndRate :
                new int[][] {{3, 3}, {3, 9}, {12, 9}}) { // 48 slots are so many that leads are looked at
            Mux<int[]> inner = Mux.of(
                    Pool.of(streams(0, 10)).weights(Counts.zipf(10)),
                    StochasticPolicy.of(slotsAndRate[0]).rate(slotsAndRate[1]).mode(mode));
            Mux<int[]> outer = Mux.of(List.of(inner), StochasticPolicy.of(4).rate(5));
            List<Integer> unbroken = new ArrayList<>();
            List<byte[]> states = new ArrayList<>();
            try (Sampling<int[]> sampling = Sampling.start(outer, 3)) {
                for (int n = 0; n < 400; n++) {
                    states.add(sampling.save());
                    sampling.poll();
                    unbroken.add(sampling.sample()[1]);
                }
            }
            for (int at = 0; at < states.size(); at++) {
                List<Integer> rest = new ArrayList<>();
                try (Sampling<int[]> sampling = Sampling.resume(outer, 3, states.get(at))) {
                    sampling.iterator(unbroken.size() - at).forEachRemaining(sample -> rest.add(sample[1]));
                }
                assertThat(rest).as("broken off after %d", at).isEqualTo(unbroken.subList(at, unbroken.size()));
            }
        }
    }

    private static Streamer<int[]> inTurn(List<Streamer<int[]>> muxes, long most) {
        return Mux.of(
                muxes.stream().map(mux -> mux.maxIter(most)).toList(),
                RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.CYCLE));
    }

    private static Streamer<int[]> weighted(List<Streamer<int[]>> muxes, int nActive, double rate, Mode mode) {
        return Mux.of(
                Pool.of(muxes).weights(.7, .2, .1),
                StochasticPolicy.of(nActive).rate(rate).mode(mode));
    }

    private static void check(double[] weights, Function<List<Streamer<int[]>>, Streamer<int[]>> outer) {
        double[] w = Counts.normalized(weights);
        for (Mode mode : new Mode[] {Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE}) {
            for (int nActive : new int[] {1, 3, 10}) {
                List<Streamer<int[]>> muxes = IntStream.range(0, MUXES)
                        .mapToObj(mux -> (Streamer<int[]>) Mux.of(
                                Pool.of(streams(mux, w.length)).weights(w),
                                StochasticPolicy.of(nActive).rate(RATE).mode(mode)))
                        .toList();
                assertThat(worst(outer.apply(muxes), w))
                        .as("in parts of the bound: %s, n_active %d", mode, nActive)
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    /** Stream i of a mux gives the numbers of both for ever. */
    private static List<Streamer<int[]>> streams(int mux, int streams) {
        return IntStream.range(0, streams)
                .mapToObj(i -> new int[] {mux, i})
                .map(numbers -> (Streamer<int[]>) Streamer.<int[]>items((seed, skip) -> () -> numbers))
                .toList();
    }

    private static double worst(Streamer<int[]> outer, double[] w) {
        double[] bound = Arrays.stream(w)
                .map(x -> 3 * RATE * (1 + x * Math.sqrt(w.length)))
                .toArray();
        long[][] counts = new long[MUXES][w.length];
        long[] all = new long[MUXES];
        double worst = 0;
        try (Sampling<int[]> sampling = Sampling.start(outer, 3)) {
            for (int n = 0; n < DRAWS && sampling.poll() == PollResult.ITEM; n++) {
                int mux = sampling.sample()[0];
                int stream = sampling.sample()[1];
                // A stream is furthest behind right before a draw of it, or at the end, and furthest ahead right after.
                worst = Math.max(worst, (all[mux] * w[stream] - counts[mux][stream]) / bound[stream]);
                all[mux]++;
                counts[mux][stream]++;
                worst = Math.max(worst, (counts[mux][stream] - all[mux] * w[stream]) / bound[stream]);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (int mux = 0; mux < MUXES; mux++) {
            for (int stream = 0; stream < w.length; stream++) {
                worst = Math.max(worst, (all[mux] * w[stream] - counts[mux][stream]) / bound[stream]);
            }
        }
        return worst;
    }
}
