// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.KeySeed;
import io.pescador.flink.streamer.Replay;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.state.ItemCodec;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;

import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Replays: the distribution of pescador's cache, the same on a streamer, a stream and a keyed stream. */
class CacheTest {

    private static final class Ints implements ItemCodec<Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public void write(Integer item, DataOutput out) throws IOException {
            out.writeInt(item);
        }

        @Override
        public Integer read(DataInput in) throws IOException {
            return in.readInt();
        }
    }

    private static List<Integer> ofStreamer(int n, double fresh, long seed, int records) {
        List<Integer> all = new ArrayList<>();
        Cache.of(n, fresh)
                .on(Streamer.of(IntStream.range(0, records).boxed().toList()), new Ints())
                .iterate(seed)
                .forEach(all::add);
        return all;
    }

    @Test
    void theOperatorGivesWhatTheStreamerGives() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            long s = seed;
            StepHarness<Integer, Integer> harness = new StepHarness<>(
                            () -> new CacheOperator<>(new Replay(5, 0.3), s, Types.INT), null, Types.INT)
                    .open(1);
            for (int i = 0; i < 100; i++) {
                harness.send(i);
                if (i % 30 == 29) {
                    harness = harness.restart(1);
                }
            }
            harness.end();
            assertThat(harness.output()).hasSizeGreaterThan(150).isEqualTo(ofStreamer(5, 0.3, seed, 100));
            harness.close();
        }
    }

    @Test
    void eachKeyHasACacheOfItsOwnThroughRescaling() throws Exception {
        StepHarness<Integer, Integer> harness = new StepHarness<>(
                        () -> new KeyedCacheOperator<Integer, Integer>(new Replay(5, 0.3), 9, Types.INT),
                        i -> i % 3,
                        Types.INT)
                .open(1);
        int[] parallelisms = {1, 3, 2};
        for (int i = 0; i < 600; i++) {
            harness.send(i);
            if (i % 100 == 99) {
                harness = harness.restart(parallelisms[(i / 100 + 1) % 3]);
            }
        }
        harness.end();
        Map<Integer, List<Integer>> given = new HashMap<>();
        harness.output().forEach(i -> given.computeIfAbsent(i % 3, k -> new ArrayList<>())
                .add(i));
        Replay replay = new Replay(5, 0.3);
        for (int key = 0; key < 3; key++) {
            // The rule written down once more, with the key's seed.
            long seed = KeySeed.of(9, key, IntSerializer.INSTANCE);
            List<Integer> kept = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            int next = key;
            while (true) {
                int n = expected.size();
                if (!replay.wantsFresh(seed, n, kept.size())) {
                    expected.add(kept.get(replay.place(seed, n)));
                } else if (next < 600) {
                    if (kept.size() < 5) {
                        kept.add(next);
                    } else {
                        kept.set(replay.place(seed, n), next);
                    }
                    expected.add(next);
                    next += 3;
                } else {
                    break;
                }
            }
            assertThat(given.get(key)).isEqualTo(expected);
        }
        harness.close();
    }

    @Test
    void theFirstPassInOrderThenNewOnesComeWithTheirProbability() {
        List<Integer> given = ofStreamer(10, 0.25, 3, 5_000);
        assertThat(given.subList(0, 10))
                .isEqualTo(IntStream.range(0, 10).boxed().toList());
        // 4 990 new ones among N others: a negative binomial with mean 4 990 / p and variance 4 990 (1 − p) / p²; five
        // deviations.
        assertThat((double) given.size() - 10).isCloseTo(4_990 / 0.25, within(5 * Math.sqrt(4_990 * 0.75) / 0.25));
        List<Integer> fresh = given.stream().distinct().toList();
        assertThat(fresh)
                .as("new ones in order")
                .isEqualTo(IntStream.range(0, 5_000).boxed().toList());
    }

    @Test
    void anOldOneIsAnyOfTheKept() {
        int n = 4;
        int trials = 8_000;
        int bins = 12;
        long[] ages = new long[bins + 1];
        for (int trial = 0; trial < trials; trial++) {
            // One replay a seed, so that trials are independent: the first after 40 new ones.
            List<Integer> given = ofStreamer(n, 0.5, trial, 80);
            int newest = -1;
            for (int sample : given) {
                if (sample > newest) {
                    newest = sample;
                } else if (newest >= 40) {
                    ages[Math.min(bins, newest - sample)]++;
                    break;
                }
            }
        }
        // A sample is still kept after a others with chance (1 − 1/n)^a, and then is one of n.
        double[] expected = new double[bins + 1];
        double rest = 1;
        for (int age = 0; age < bins; age++) {
            expected[age] = Math.pow(1 - 1.0 / n, age) / n;
            rest -= expected[age];
        }
        expected[bins] = rest;
        // Fixed seeds; a right cache fails at this level for one set of seeds in a thousand.
        assertThat(ChiSquareTest.withDefaults().test(expected, ages).getPValue())
                .isGreaterThan(0.001);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Cache.of(0, 0.5)).hasMessage("cache size is 0: it keeps at least one sample");
        assertThatThrownBy(() -> Cache.of(3, 0)).hasMessage("cache probability is 0.0: it is above 0 and at most 1");
    }
}
