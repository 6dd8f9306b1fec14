// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.quota.Quota;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Streamer;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.DiscreteDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Quotas have the mean that is asked for, and the distributions that are promised. */
class QuotaTest {

    private static final int N = 400_000;

    private static UniformRandomProvider random() {
        return new XoRoShiRo128PlusPlus(20251120, 3);
    }

    static Stream<double[]> ratesAndSlots() {
        return Stream.of(1, 1.5, 2, 2.5, 8, 64)
                .flatMap(rate -> Stream.of(1, 2, 3, 10).map(slots -> new double[] {rate.doubleValue(), slots}));
    }

    /** The mean is the rate within .5 %, which is at least four standard errors: √((rate − 1) / N) ≤ .0013 · rate for every rate, N = 400 000. */
    @ParameterizedTest
    @MethodSource("ratesAndSlots")
    void meanIsTheRate(double[] c) {
        for (Dist dist : Dist.values()) {
            Quota quota = dist.quota(c[0]);
            UniformRandomProvider random = random();
            Moments moments = new Moments();
            for (int i = 0; i < N; i++) {
                long drawn = quota.draw(1 / c[1], random);
                assertThat(drawn).isPositive();
                moments.add(drawn);
            }
            assertThat(moments.mean())
                    .as("%s, rate %s, %s slots", dist, c[0], c[1])
                    .isCloseTo(c[0], within(.005 * c[0]));
        }
    }

    /** The same through a mux, as its user sees it: samples per activation. */
    @ParameterizedTest
    @EnumSource(Dist.class)
    void meanIsTheRateInAMux(Dist dist) {
        for (double rate : new double[] {1, 1.5, 2.5, 8}) {
            for (int nActive : new int[] {1, 2, 3, 10}) {
                Mux<Integer> mux = Mux.of(
                        Counts.endless(20),
                        StochasticPolicy.of(nActive).rate(rate).dist(dist));
                Picker picker = StartedPickers.start(mux, 17);
                long over = 0;
                long samples = 200_000;
                for (long n = 0; n < samples; n++) {
                    picker.pick();
                    over += picker.emitted() ? 1 : 0;
                }
                // ± four standard errors of a sum of quotas of variance rate − 1 at most, and the part of the last
                // activations.
                double tolerance = 4 * Math.sqrt((rate - 1 + .25) / (samples / rate)) + nActive * rate * rate / samples;
                assertThat(samples / (double) over).isCloseTo(rate, within(tolerance));
            }
        }
    }

    /** The number of trials is rounded at random: a mixture of two binomials, which has the mean exactly. */
    @ParameterizedTest
    @CsvSource({"8, 10", "2.5, 3", "1.5, 2", "64, 2", "700, 3"})
    void binomialQuotasAreBinomial(double rate, int slots) {
        double q = 1 - 1.0 / slots;
        double trials = (rate - 1) / q;
        int below = (int) trials;
        DiscreteDistribution few = BinomialDistribution.of(below, q);
        DiscreteDistribution more = BinomialDistribution.of(below + 1, q);
        double part = trials - below;
        checkChiSquare(
                Dist.BINOMIAL.quota(rate),
                1.0 / slots,
                r -> (1 - part) * few.probability(r - 1) + part * more.probability(r - 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, 2.5, 8, 64, 700})
    void poissonQuotasArePoisson(double rate) {
        DiscreteDistribution poisson = PoissonDistribution.of(rate - 1);
        checkChiSquare(Dist.POISSON.quota(rate), .1, r -> poisson.probability(r - 1));
        checkChiSquare(Dist.BINOMIAL.quota(rate), 1, r -> poisson.probability(r - 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2.5, 8})
    void constantQuotasAreRoundedAtRandom(double rate) {
        Quota quota = Dist.CONSTANT.quota(rate);
        UniformRandomProvider random = random();
        for (int i = 0; i < 1000; i++) {
            assertThat(quota.draw(.1, random)).isBetween((long) Math.floor(rate), (long) Math.ceil(rate));
        }
    }

    /** Drawn by size: P(r) · r / rate. */
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 2.5",
        "CONSTANT, 8",
        "POISSON, 1.5",
        "POISSON, 8",
        "BINOMIAL, 1.5",
        "BINOMIAL, 8",
        "BINOMIAL, 64"
    })
    void quotasDrawnBySizeAreBiasedByTheirSize(Dist dist, double rate) {
        for (double chance : new double[] {1, .5, .1}) {
            Quota quota = dist.quota(rate);
            long[] plain = new long[1000];
            long[] bySize = new long[1000];
            UniformRandomProvider random = random();
            for (int i = 0; i < N; i++) {
                plain[(int) quota.draw(chance, random)]++;
                bySize[(int) quota.drawBySize(chance, random)]++;
            }
            for (int r = 0; r < plain.length; r++) {
                double expected = plain[r] * r / rate;
                // Both are counts: five standard errors of their difference; 8 where one of them may be too small for a
                // normal bound.
                double tolerance = 5 * Math.sqrt(bySize[r] + expected * r / rate) + 8;
                assertThat((double) bySize[r]).as("r = %d", r).isCloseTo(expected, within(tolerance));
            }
        }
    }

    private interface Mass {
        double of(int r);
    }

    /** A chi-square test over the values with at least 10 expected draws, the rest together; a fixed seed, and 1e-4 as a limit. */
    private static void checkChiSquare(Quota quota, double chance, Mass mass) {
        int draws = 100_000;
        int most = 2000;
        long[] counts = new long[most];
        UniformRandomProvider random = random();
        for (int i = 0; i < draws; i++) {
            counts[(int) quota.draw(chance, random)]++;
        }
        double[] expected = new double[most];
        long[] observed = new long[most];
        int cells = 1;
        for (int r = 0; r < most; r++) {
            double here = draws * mass.of(r);
            if (here >= 10) {
                expected[cells] = here;
                observed[cells++] = counts[r];
            } else {
                expected[0] += here;
                observed[0] += counts[r];
            }
        }
        int first = expected[0] > 1 ? 0 : 1;
        assertThat(observed[0] <= expected[0] + 6 * Math.sqrt(expected[0]) + 5).isTrue();
        double p = ChiSquareTest.withDefaults()
                .test(Arrays.copyOfRange(expected, first, cells), Arrays.copyOfRange(observed, first, cells))
                .getPValue();
        assertThat(p).isGreaterThan(1e-4);
    }

    /** Reads ÷ emits = 1.000: no item is read and thrown away because a quota ran out, and none is read beyond it. */
    @ParameterizedTest
    @EnumSource(Mode.class)
    void nothingIsReadThatIsNotGiven(Mode mode) {
        long[] reads = {0};
        READS.set(reads);
        List<Streamer<Integer>> streams = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> (Streamer<Integer>) Streamer.<Integer>items((seed, skip) -> () -> {
                    READS.get()[0]++;
                    return i;
                }))
                .toList();
        Mux<Integer> mux = Mux.of(streams, StochasticPolicy.of(8).rate(5).mode(mode));
        long emitted = Arrays.stream(Counts.of(mux, 50, 1, 20_000)).sum();
        READS.remove();
        assertThat(reads[0]).isEqualTo(emitted).isPositive();
    }

    private static final ThreadLocal<long[]> READS = new ThreadLocal<>();
}
