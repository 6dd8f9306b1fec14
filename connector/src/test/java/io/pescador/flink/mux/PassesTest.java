// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.ListRows;
import io.pescador.flink.streamer.RowsStreamer;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.spi.PollResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rows that come in passes, over activations, slots, shards and resumes. */
class PassesTest {

    private static final int[] LENGTHS = {1, 2, 3, 10, 63, 64, 65, 200, 1000};
    private static final int MAX_SHARDS = 4;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4})
    void eachRowComesExactlyMaxEpochsTimes(long maxEpochs) throws IOException {
        Random random = new Random(maxEpochs);
        for (int run = 0; run < 60; run++) {
            int shards = 1 + run % MAX_SHARDS;
            Map<String, Integer> counts =
                    counts(mux(streams(maxEpochs, random), random, anyMode(random)), random, shards);
            assertThat(counts).as("run %d", run).hasSize(IntStream.of(LENGTHS).sum());
            assertThat(counts.values()).as("run %d", run).containsOnly((int) maxEpochs);
        }
    }

    /** A stream that is open in one slot at a time leaves what it does not give to its next activation. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eachRowComesExactlyMaxEpochsTimesInNestedMuxes(long maxEpochs) throws IOException {
        Random random = new Random(maxEpochs);
        for (int run = 0; run < 30; run++) {
            Map<String, Integer> counts = counts(nested(maxEpochs, random, Mode.SINGLE_ACTIVE), random, 1);
            assertThat(counts).as("run %d", run).hasSize(IntStream.of(LENGTHS).sum());
            assertThat(counts.values()).as("run %d", run).containsOnly((int) maxEpochs);
        }
    }

    /** One that is open in several slots may find nothing where the others have reserved it: then it is left out, and they may close early. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noRowComesMoreOftenInMuxesThatAreOpenTwice(long maxEpochs) throws IOException {
        Random random = new Random(maxEpochs);
        for (int run = 0; run < 30; run++) {
            Map<String, Integer> counts = counts(nested(maxEpochs, random, Mode.WITH_REPLACEMENT), random, 1);
            assertThat(counts.values()).as("run %d", run).allMatch(count -> count <= maxEpochs);
        }
    }

    private static Map<String, Integer> counts(Streamer<String> mux, Random random, int shards) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        for (int shard = 0; shard < shards; shard++) {
            count(mux.cut(Cut.shard(shard, shards)), shard, random, counts);
        }
        return counts;
    }

    /** Draws all, and resumes at random. */
    private static void count(Streamer<String> shard, int number, Random random, Map<String, Integer> counts)
            throws IOException {
        Sampling<String> sampling = Sampling.start(shard, number);
        for (int draws = 0; sampling.poll() == PollResult.ITEM; draws++) {
            counts.merge(sampling.sample(), 1, Integer::sum);
            assertThat(draws).as("draws of a run that ends").isLessThan(100_000);
            if (random.nextInt(100) == 0) {
                byte[] state = sampling.save();
                sampling.close();
                sampling = Sampling.resume(shard, number, state);
            }
        }
        sampling.close();
    }

    private static List<Streamer<String>> streams(long maxEpochs, Random random) {
        List<Streamer<String>> streams = new ArrayList<>();
        for (int length : LENGTHS) {
            streams.add(rows(length, random.nextBoolean() ? RowOrder.SHUFFLED : RowOrder.ROTATING)
                    .maxEpochs(maxEpochs));
        }
        return streams;
    }

    private static Streamer<String> nested(long maxEpochs, Random random, Mode mode) {
        List<Streamer<String>> streams = streams(maxEpochs, random);
        return mux(
                List.of(mux(streams.subList(0, 4), random, mode), mux(streams.subList(4, 9), random, mode)),
                random,
                mode);
    }

    private static Mode anyMode(Random random) {
        return random.nextBoolean() ? Mode.WITH_REPLACEMENT : Mode.SINGLE_ACTIVE;
    }

    /** Each shard has a slot. */
    private static Streamer<String> mux(List<Streamer<String>> streams, Random random, Mode mode) {
        double[] weights = random.doubles(streams.size(), .1, 5).toArray();
        return Mux.of(
                Pool.of(streams).weights(random.nextInt(3) == 0 ? null : weights),
                StochasticPolicy.of(MAX_SHARDS + random.nextInt(6))
                        .mode(mode)
                        .rate(1 + random.nextInt(100))
                        .dist(Dist.values()[random.nextInt(3)]));
    }

    @ParameterizedTest
    @EnumSource(names = {"SHUFFLED", "ROTATING"})
    void noRowComesAgainBeforeEachHasCome(RowOrder order) throws IOException {
        Streamer<String> mux =
                Mux.of(List.of(rows(100, order)), StochasticPolicy.of(1).rate(7));
        Map<String, Integer> counts = new HashMap<>();
        try (Sampling<String> sampling = Sampling.start(mux, 5)) {
            for (int draw = 0; draw < 1000; draw++) {
                sampling.poll();
                int times = counts.merge(sampling.sample(), 1, Integer::sum);
                assertThat(times).isEqualTo(1 + draw / 100);
            }
        }
    }

    /** With many slots of one stream, what each has reserved stands between those that came and those that did not. */
    @Test
    void slotsOfOneStreamGiveDifferentRows() throws IOException {
        int slots = 5;
        int rate = 16;
        Streamer<String> mux = Mux.of(
                List.of(rows(1000, RowOrder.SHUFFLED)),
                StochasticPolicy.of(slots).rate(rate).dist(Dist.CONSTANT));
        Map<String, Integer> counts = new HashMap<>();
        try (Sampling<String> sampling = Sampling.start(mux, 5)) {
            for (int draw = 0; draw < 1000 - slots * rate; draw++) {
                sampling.poll();
                assertThat(counts.merge(sampling.sample(), 1, Integer::sum)).isEqualTo(1);
            }
        }
    }

    @Test
    void passesHaveOrdersOfTheirOwn() throws IOException {
        Streamer<String> mux = Mux.of(
                List.of(rows(50, RowOrder.SHUFFLED)), StochasticPolicy.of(1).rate(7));
        List<String> drawn = new ArrayList<>();
        try (Sampling<String> sampling = Sampling.start(mux, 5)) {
            sampling.iterator(150).forEachRemaining(drawn::add);
        }
        assertThat(drawn.subList(0, 50)).containsExactlyInAnyOrderElementsOf(drawn.subList(50, 100));
        assertThat(drawn.subList(0, 50)).isNotEqualTo(drawn.subList(50, 100));
        assertThat(drawn.subList(50, 100)).isNotEqualTo(drawn.subList(100, 150));
    }

    /** Below a filter an activation takes more rows than its quota. */
    @Test
    void goesOnBelowAFilter() throws IOException {
        Streamer<String> rows = rows(100, RowOrder.SHUFFLED).maxEpochs(2);
        Streamer<String> mux = Mux.of(
                List.of(rows.filter(row -> row.hashCode() % 5 == 0)),
                StochasticPolicy.of(1).rate(4));
        Map<String, Integer> counts = new HashMap<>();
        count(mux, 0, new Random(3), counts);
        long pass = IntStream.range(0, 100)
                .filter(row -> ("100:" + row).hashCode() % 5 == 0)
                .count();
        assertThat(counts).hasSize((int) pass).allSatisfy((row, times) -> assertThat(times)
                .isEqualTo(2));
    }

    @Test
    void refusesWhatCannotBeCounted() {
        assertThatThrownBy(() -> rows(3, RowOrder.RESHUFFLED).maxEpochs(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reshuffled")
                .hasMessageContaining("shuffled and rotating");
        assertThatThrownBy(() -> rows(3, RowOrder.SHUFFLED).maxEpochs(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max_epochs is 0: there is at least one pass");
    }

    private static RowsStreamer<String> rows(int count, RowOrder order) {
        return Streamer.rows(
                new ListRows<>(IntStream.range(0, count)
                        .mapToObj(row -> count + ":" + row)
                        .toList()),
                order);
    }
}
