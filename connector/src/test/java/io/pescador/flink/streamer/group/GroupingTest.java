// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.group;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.state.ItemCodec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The laws of batches of samples that go together. A sample here is a number: its length, or its key, times 2^32, and its own number. */
class GroupingTest {

    private static final int BATCHES = 100_000;
    private static final ItemCodec<Long> CODEC = new ItemCodec<>() {

        private static final long serialVersionUID = 1;

        @Override
        public void write(Long item, DataOutput out) throws IOException {
            out.writeLong(item);
        }

        @Override
        public Long read(DataInput in) throws IOException {
            return in.readLong();
        }
    };

    @Test
    void noTwoOfABatchHaveTheSameKey() {
        Iterator<List<Long>> batches = groups(samples(100, Long.MAX_VALUE), distinct(16), false)
                .iterate(1)
                .iterator();
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Long> samples = batches.next();
            HashSet<Long> keys = new HashSet<>();
            samples.forEach(sample -> keys.add(sample >> 32));
            if (samples.size() != 16 || keys.size() != 16) {
                throw new AssertionError("batch " + batch + ": " + samples);
            }
        }
    }

    @Test
    void aKeyThatComesTooOftenIsAnError() {
        Streamer<Long> skewed = Streamer.items((seed, skip) -> {
            long[] next = {skip};
            return () -> (next[0] % 3 == 0 ? next[0] : 7L) << 32 | next[0]++;
        });
        assertThatThrownBy(() -> groups(skewed, distinct(8), false).iterate(1).forEach(batch -> {}))
                .hasStackTraceContaining(
                        "no batch of 8 different \"user\" can be made: 81 samples wait, 81 of them with 7");
    }

    @ParameterizedTest
    @CsvSource({"64, 0", "0, 4096", "32, 4096"})
    void aBatchHasLikeLengthsAndKeepsToItsBudget(int size, long units) {
        LengthBuckets<Long> buckets = units == 0
                ? LengthBuckets.ofSize(size, "ids", GroupingTest::top)
                : LengthBuckets.ofUnits(units, "ids", GroupingTest::top);
        buckets = units > 0 && size > 0 ? buckets.atMost(size) : buckets;
        Iterator<List<Long>> batches =
                groups(samples(500, Long.MAX_VALUE), buckets, false).iterate(1).iterator();
        long content = 0;
        long padded = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Long> samples = batches.next();
            long longest = samples.stream().mapToLong(GroupingTest::top).max().orElseThrow();
            if (units > 0 && longest * samples.size() > units
                    || size > 0 && samples.size() > size
                    || units == 0 && samples.size() != size) {
                throw new AssertionError("batch " + batch + " is too large: " + samples.size() + " × " + longest);
            }
            padded += longest * samples.size();
            content += samples.stream().mapToLong(GroupingTest::top).sum();
        }
        // Sorting everything would leave next to no padding; a bucket's lengths differ by a tenth at most, or by 1.
        assertThat((double) padded / content).isLessThan(1.10);
    }

    /** In batches from 512 to 1024 units, as long as samples are not longer than half of that. */
    @Test
    void aBudgetIsUsed() {
        LengthBuckets<Long> buckets = LengthBuckets.ofUnits(1024, "ids", GroupingTest::top);
        Iterator<List<Long>> batches =
                groups(samples(400, Long.MAX_VALUE), buckets, false).iterate(1).iterator();
        for (int batch = 0; batch < 10_000; batch++) {
            List<Long> samples = batches.next();
            assertThat(samples.stream().mapToLong(GroupingTest::top).max().orElseThrow() * samples.size())
                    .isBetween(513L, 1024L);
        }
    }

    @Test
    void everySampleComesOnceInTheEnd() {
        for (Grouping<Long> grouping : List.of(
                distinct(8),
                LengthBuckets.<Long>ofSize(7, "ids", GroupingTest::top),
                LengthBuckets.<Long>ofUnits(900, "ids", GroupingTest::top).bounds(10, 20, 70))) {
            List<Long> all = new ArrayList<>();
            groups(samples(90, 5_003), grouping, true).iterate(1).forEach(all::addAll);
            assertThat(all).doesNotHaveDuplicates().hasSize(5_003);
            List<Long> whole = new ArrayList<>();
            groups(samples(90, 5_003), grouping, false).iterate(1).forEach(whole::addAll);
            assertThat(whole.size()).isLessThan(5_003);
        }
    }

    @Test
    void everyStateLeadsToTheSameBatches() throws IOException {
        Random random = new Random(3);
        for (int run = 0; run < 60; run++) {
            int size = 2 + random.nextInt(9);
            Grouping<Long> grouping =
                    switch (run % 3) {
                        case 0 -> distinct(size);
                        case 1 -> LengthBuckets.ofSize(size, "ids", GroupingTest::top);
                        default -> LengthBuckets.ofUnits(100L * size, "ids", GroupingTest::top);
                    };
            Streamer<List<Long>> streamer = groups(samples(90, 1_000), grouping, random.nextBoolean());
            List<List<Long>> unbroken = new ArrayList<>();
            streamer.iterate(run).forEach(unbroken::add);
            List<List<Long>> broken = new ArrayList<>();
            Sampling<List<Long>> sampling = Sampling.start(streamer, run);
            while (broken.size() < unbroken.size()) {
                sampling.iterator(random.nextInt(9)).forEachRemaining(broken::add);
                sampling = Sampling.resume(streamer, run, sampling.save());
            }
            assertThat(broken).isEqualTo(unbroken);
            assertThat(sampling.iterator(9)).isExhausted();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> groups(samples(90, 100), LengthBuckets.ofUnits(50, "ids", GroupingTest::top), true)
                        .iterate(1)
                        .forEach(batch -> {}))
                .hasStackTraceContaining(
                        "long, and a batch holds 50 in all. Raise units, or leave such samples out (filter)");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> LengthBuckets.ofSize(3, "ids", GroupingTest::top).bounds(4, 4))
                .withMessageContaining("bounds are [4, 4]: they are lengths ≥ 0 in rising order");
        assertThatIllegalArgumentException().isThrownBy(() -> LengthBuckets.ofSize(0, "ids", GroupingTest::top));
        assertThatIllegalArgumentException().isThrownBy(() -> LengthBuckets.ofUnits(0, "ids", GroupingTest::top));
        assertThatIllegalArgumentException().isThrownBy(() -> distinct(0));
    }

    private static long top(long sample) {
        return sample >> 32;
    }

    private static Grouping<Long> distinct(int size) {
        return DistinctKeys.of(size, "user", GroupingTest::top);
    }

    /** Samples whose tops are uniform from 1 to {@code most}. */
    private static Streamer<Long> samples(int most, long count) {
        return Streamer.<Long>generate(random -> LongStream.range(0, count)
                        .map(i -> (1L + random.nextInt(most)) << 32 | i % (1L << 32))
                        .boxed()
                        .iterator())
                .finite(count < Long.MAX_VALUE);
    }

    private static Streamer<List<Long>> groups(Streamer<Long> samples, Grouping<Long> grouping, boolean partial) {
        return samples.group(grouping, partial, List::copyOf, CODEC);
    }
}
