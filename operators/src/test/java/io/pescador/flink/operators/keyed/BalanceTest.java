// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A live stream whose labels are unequal, mixed to equal shares. */
class BalanceTest {

    private static final double[] SHARES = {0.80, 0.15, 0.04, 0.009, 0.001};

    private static int label(Random random) {
        double u = random.nextDouble();
        int label = 0;
        while (label < SHARES.length - 1 && u >= SHARES[label]) {
            u -= SHARES[label++];
        }
        return label;
    }

    private static void feed(MuxHarness harness, int records) throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < records; i++) {
            harness.send(Rec.of("label" + label(random), i));
        }
    }

    private static Map<String, Long> counts(MuxHarness harness) {
        return harness.values(Drawn::stream).stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stochastic", "shuffled", "round robin"})
    void reservoirsGiveEqualShares(String policy) throws Exception {
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        KeyedMuxBuilder<String, Rec> builder =
                switch (policy) {
                    case "stochastic" -> mux.policy(StochasticPolicy.of(5));
                    case "shuffled" -> mux.policy(ShuffledPolicy.of());
                    default -> mux.policy(RoundRobinPolicy.of());
                };
        String[] labels = {"label0", "label1", "label2", "label3", "label4"};
        int records = 500_000;
        try (MuxHarness harness =
                MuxHarness.start(builder.streams(labels).reservoir(64).seed(3))) {
            feed(harness, records);
            Map<String, Long> counts = counts(harness);
            long all = counts.values().stream().mapToLong(Long::longValue).sum();
            // A draw for each record once each label was seen: the rarest is seen after 1000 records on average.
            assertThat(all).isBetween(records - 10_000L, (long) records);
            // One standard deviation of a label's share of random draws is √(.2 · .8 / 490 000) = .0006, 0.3 % of it; 1
            // % are 3.5.
            assertThat(counts).hasSize(5).allSatisfy((label, count) -> assertThat(count / (double) all)
                    .isCloseTo(0.2, within(0.002)));
            assertThat(harness.values(Drawn::age)).allMatch(age -> age >= 0).anyMatch(age -> age > 1000);
            assertThat(harness.count(m -> m.drawn)).isEqualTo(all);
        }
    }

    @Test
    void noRecordIsRepeatedMoreOftenThanAllowed() throws Exception {
        int most = 20;
        try (MuxHarness harness = MuxHarness.start(MuxHarness.mux()
                .policy(RoundRobinPolicy.of())
                .streams("label0", "label1", "label2", "label3", "label4")
                .reservoir(16)
                .maxRepeats(most)
                .seed(3))) {
            feed(harness, 300_000);
            Map<String, Long> counts = counts(harness);
            long least = counts.get("label4");
            assertThat(counts.values()).hasSize(5).allMatch(count -> count - least <= 1);
            // The rarest label has about 300 records, each of which may be given 20 times: it sets the pace.
            long rare = 300_000 / 1000;
            assertThat(least).isBetween(most * rare * 3 / 4, most * rare * 5 / 4);
            Map<Rec, Long> times = harness.values(Drawn::value).stream()
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(times.values()).allMatch(n -> n <= most).anyMatch(n -> n == most);
            assertThat(harness.values(Drawn::repeats)).allMatch(n -> n < most);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fifosGiveExactSharesAtThePaceOfTheRarest(boolean oldest) throws Exception {
        int records = 200_000;
        try (MuxHarness harness = MuxHarness.start(MuxHarness.mux()
                .policy(RoundRobinPolicy.of())
                .streams("label0", "label1", "label2", "label3", "label4")
                .fifo(32, oldest ? Overflow.DROP_OLDEST : Overflow.DROP_NEWEST)
                .seed(3))) {
            feed(harness, records);
            Random random = new Random(11);
            long rare = java.util.stream.IntStream.range(0, records)
                    .filter(i -> label(random) == 4)
                    .count();
            Map<String, Long> counts = counts(harness);
            assertThat(counts.get("label4")).isEqualTo(rare);
            assertThat(counts).hasSize(5).allSatisfy((label, n) -> assertThat(n - rare)
                    .isBetween(0L, 1L));
            long given = counts.values().stream().mapToLong(Long::longValue).sum();
            long waiting = records - given - harness.count(m -> m.dropped);
            assertThat(waiting).as("records in buffers").isBetween(0L, 4L * 32);
            assertThat(harness.count(m -> m.waits)).isPositive();
            assertThat(harness.values(Drawn::value)).doesNotHaveDuplicates();
        }
    }

    @Test
    void weightsAreSharesOfADiscoveredPool() throws Exception {
        int streams = 40;
        double[] weights = new double[streams];
        double sum = 0;
        for (int i = 0; i < streams; i++) {
            weights[i] = 1.0 / (i + 1);
            sum += weights[i];
        }
        double[] w = weights;
        int rate = 8;
        try (MuxHarness harness = MuxHarness.start(MuxHarness.mux()
                .policy(StochasticPolicy.of(8).rate(rate))
                .weights(id -> w[Integer.parseInt(id.substring(1))])
                .reservoir(16)
                .drawsPerRecord(4)
                .seed(5))) {
            Random random = new Random(1);
            for (int i = 0; i < 100_000; i++) {
                harness.send(Rec.of("s" + random.nextInt(streams), i));
            }
            Map<String, Long> counts = counts(harness);
            long all = counts.values().stream().mapToLong(Long::longValue).sum();
            assertThat(all).isGreaterThan(20_000);
            for (int i = 0; i < streams; i++) {
                double share = weights[i] / sum;
                // The bound of the design: |count − n·w| ≤ 3 · rate · (1 + w · √N), and as much again for the
                // discovery.
                assertThat((double) counts.get("s" + i))
                        .as("stream %d of %d samples", i, all)
                        .isCloseTo(all * share, within(6 * rate * (1 + share * Math.sqrt(streams))));
            }
        }
    }

    @Test
    void aStreamThatComesLateDoesNotCatchUp() throws Exception {
        try (MuxHarness harness = MuxHarness.start(MuxHarness.mux()
                .policy(StochasticPolicy.of(2).rate(4))
                .weights(id -> 1)
                .reservoir(16)
                .seed(5))) {
            for (int i = 0; i < 30_000; i++) {
                harness.send(Rec.of("s" + i % 3, i));
            }
            int before = harness.output().size();
            for (int i = 0; i < 4_000; i++) {
                harness.send(Rec.of("s" + i % 4, i));
            }
            long after = harness.output().size() - before;
            long late =
                    harness.values(Drawn::stream).stream().filter("s3"::equals).count();
            // A quarter from now on, and not the 10 000 that each of the others has.
            assertThat((double) late).isCloseTo(after / 4.0, within(3.0 * 4 * (1 + Math.sqrt(4) / 4)));
        }
    }
}
