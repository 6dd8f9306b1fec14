// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.order.TurnsPolicy.Ended;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Exact counts of each stream in every batch. */
class TurnsTest {

    private static final int BATCHES = 100_000;

    /** Short streams begin again in the middle of a turn. */
    @ParameterizedTest
    @CsvSource({"10, 5, 1", "1, 1, 1", "2, 7, 30"})
    void everyBatchHasExactlyTheTurns(int a, int b, int c) {
        Iterator<Integer> samples =
                Mux.of(streams(3, 4), TurnsPolicy.of(a, b, c)).iterate(7).iterator();
        int[] turns = {a, b, c};
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int stream = 0; stream < 3; stream++) {
                for (int i = 0; i < turns[stream]; i++) {
                    if (samples.next() != stream) {
                        throw new AssertionError("batch " + batch + " has other samples");
                    }
                }
            }
        }
    }

    /** P classes × K samples: each class once in a round, and never twice in a batch, also where a round ends inside one. */
    @ParameterizedTest
    @CsvSource({"10, 8, 4", "9, 4, 2", "7, 7, 1", "12, 1, 3", "100, 8, 1"})
    void everyBatchHasDifferentClassesAndEveryRoundAll(int classes, int distinct, int each) {
        Iterator<Integer> samples = Mux.of(
                        streams(classes, 5), TurnsPolicy.of(each).distinct(distinct))
                .iterate(3)
                .iterator();
        Set<Integer> batch = new HashSet<>();
        Set<Integer> round = new HashSet<>();
        for (long turn = 0; turn < (long) BATCHES * distinct / each; turn++) {
            int stream = samples.next();
            for (int i = 1; i < each; i++) {
                assertThatIs(samples.next() == stream);
            }
            assertThatIs(batch.add(stream) && round.add(stream));
            if (batch.size() == distinct) {
                batch.clear();
            }
            if (round.size() == classes) {
                round.clear();
            }
        }
    }

    private static void assertThatIs(boolean law) {
        if (!law) { // AssertJ would take longer than what is tested
            throw new AssertionError("a batch or a round has a class twice");
        }
    }

    /** After the order 0 1 2 with two apart, 2 is not first: 4 orders, each with probability 1/4. */
    @Test
    void allOrdersThatKeepStreamsApartAreEquallyProbable() {
        Iterator<Integer> samples = Mux.of(streams(3, 1_000), TurnsPolicy.of(1).distinct(2))
                .iterate(11)
                .iterator();
        int n = 100_000;
        Map<List<Integer>, Integer> counts = new HashMap<>();
        int last = -1;
        for (int round = 0; round < n; round++) {
            List<Integer> order = List.of(samples.next(), samples.next(), samples.next());
            if (round > 0) {
                int before = last;
                // As seen from the stream that was last: which place it has now, and whether the others are in rising
                // order.
                List<Integer> others =
                        order.stream().filter(stream -> stream != before).toList();
                counts.merge(List.of(order.indexOf(last), others.get(0) < others.get(1) ? 1 : 0), 1, Integer::sum);
            }
            last = order.get(2);
        }
        assertThat(counts).hasSize(4);
        // Five standard errors of a binomial count with p = 1/4.
        double tolerance = 5 * Math.sqrt(n * 0.25 * 0.75);
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count).isBetween(n / 4 - tolerance, n / 4 + tolerance));
    }

    @Test
    void aStreamThatEndsIsPassedOverIfThatIsAskedFor() {
        TurnsPolicy policy = TurnsPolicy.of(3).ended(Ended.PASSED_OVER);
        assertThat(Mux.of(List.of(Streamer.of(0, 0), Streamer.of(1, 1, 1, 1)), policy)
                        .iterate(1))
                .containsExactly(0, 0, 1, 1, 1, 1);
        assertThat(Mux.of(List.of(Streamer.of(0, 0), Streamer.<Integer>of()), TurnsPolicy.of(3))
                        .iterate(1, 7))
                .as("a stream that gives nothing is dropped")
                .containsExactly(0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void everyStateLeadsToTheSameSequence() throws IOException {
        Random random = new Random(5);
        for (int run = 0; run < 200; run++) {
            int streams = 1 + random.nextInt(6);
            TurnsPolicy policy = TurnsPolicy.of(IntStream.range(0, streams)
                            .map(i -> 1 + random.nextInt(4))
                            .toArray())
                    .distinct(random.nextInt(streams + 1))
                    .ended(Ended.values()[random.nextInt(2)]);
            Streamer<Integer> mux = Mux.of(streams(streams, 1 + random.nextInt(9)), policy);
            List<Integer> unbroken = new ArrayList<>();
            mux.iterate(run, 300).forEach(unbroken::add);
            List<Integer> broken = new ArrayList<>();
            Sampling<Integer> sampling = Sampling.start(mux, run);
            while (broken.size() < unbroken.size()) {
                sampling.iterator(random.nextInt(20)).forEachRemaining(broken::add);
                sampling = Sampling.resume(mux, run, sampling.save());
            }
            assertThat(broken.subList(0, unbroken.size())).as(policy.toString()).isEqualTo(unbroken);
        }
    }

    @Test
    void eachShardKeepsTheTurns() {
        Streamer<Integer> mux = Mux.of(streams(3, 4), TurnsPolicy.of(2, 1, 3));
        for (int shard = 0; shard < 2; shard++) {
            assertThat(mux.cut(Cut.shard(shard, 2)).iterate(1, 12)).containsExactly(0, 0, 1, 2, 2, 2, 0, 0, 1, 2, 2, 2);
        }
    }

    @Test
    void turnsThatDoNotFitAreRefused() {
        refused(() -> TurnsPolicy.of(1, 0), "a turn is 0: it has at least one sample");
        refused(() -> TurnsPolicy.of(), "turns are empty");
        refused(() -> Mux.of(streams(3, 1), TurnsPolicy.of(1, 2)), "2 turns for 3 streams: give each stream its turn");
        refused(() -> Mux.of(streams(3, 1), TurnsPolicy.of(1).distinct(4)), "distinct is 4, and there are 3 streams");
        TurnsPolicy named = new TurnsPolicy(List.of(1, 2), List.of("a", "b"), 0, Ended.BEGINS_AGAIN);
        refused(
                () -> named.inOrderOf(List.of("a", "c")),
                "turns names \"b\", but no stream is called so: there are a, c");
        refused(() -> named.inOrderOf(List.of("a", "b", "c")), "turns has no number for stream \"c\"");
        assertThat(named.inOrderOf(List.of("b", "a")).turns()).containsExactly(2, 1);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String why) {
        assertThatIllegalArgumentException().isThrownBy(what).withMessageContaining(why);
    }

    /** Streams whose items are the stream's number. */
    private static List<Streamer<Integer>> streams(int count, int length) {
        List<Streamer<Integer>> streams = new ArrayList<>();
        for (int stream = 0; stream < count; stream++) {
            Integer[] items = new Integer[length];
            java.util.Arrays.fill(items, stream);
            streams.add(Streamer.of(items));
        }
        return streams;
    }
}
