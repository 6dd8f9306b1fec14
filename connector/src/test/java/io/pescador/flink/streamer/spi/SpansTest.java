// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Spans and reservations against sets of numbers. */
class SpansTest {

    @Test
    void areAsSetsOfNumbers() {
        Random random = new Random(1);
        for (int run = 0; run < 20_000; run++) {
            TreeSet<Long> one = set(random);
            TreeSet<Long> other = set(random);
            int count = random.nextInt(12);

            TreeSet<Long> minus = new TreeSet<>(one);
            minus.removeAll(other);
            assertThat(Spans.minus(spans(one), spans(other))).isEqualTo(spans(minus));

            TreeSet<Long> union = new TreeSet<>(minus);
            union.addAll(other);
            assertThat(Spans.union(spans(minus), spans(other))).isEqualTo(spans(union));

            assertThat(Spans.first(spans(one), count))
                    .isEqualTo(spans(one.stream().limit(count).collect(Collectors.toCollection(TreeSet::new))));
            assertThat(Spans.skip(spans(one), count))
                    .isEqualTo(spans(one.stream().skip(count).collect(Collectors.toCollection(TreeSet::new))));
            assertThat(Spans.size(spans(one))).isEqualTo(one.size());
        }
    }

    /** Whatever is open, given back and opened again: each number is held once or free, and the least ones are reserved first. */
    @Test
    void reservationsNeitherOverlapNorLoseANumber() {
        Random random = new Random(2);
        for (int run = 0; run < 300; run++) {
            PassedStream stream = new PassedStream();
            List<Reservation> open = new ArrayList<>();
            TreeSet<Long> given = new TreeSet<>();
            for (int step = 0; step < 60; step++) {
                if (open.isEmpty() || random.nextInt(2) == 0) {
                    int quota = 1 + random.nextInt(8);
                    Reservation expected = stream.peek(quota);
                    Reservation reserved = stream.reserve(quota);
                    assertThat(reserved).isEqualTo(expected);
                    assertThat(reserved.size()).isEqualTo(quota);
                    for (Reservation other : open) {
                        assertThat(numbers(other)).doesNotContainAnyElementsOf(numbers(reserved));
                    }
                    assertThat(given).doesNotContainAnyElementsOf(numbers(reserved));
                    open.add(reserved);
                } else {
                    Reservation closing = open.remove(random.nextInt(open.size()));
                    long taken = random.nextInt((int) closing.size() + 1);
                    stream.release(closing, taken);
                    if (random.nextInt(3) == 0) {
                        stream.retake(closing, taken);
                        stream.release(closing, taken);
                    }
                    given.addAll(numbers(closing).subList(0, (int) taken));
                }
            }
            open.forEach(rest -> stream.release(rest, 0));
            given.addAll(numbers(stream.reserve(100)));
            assertThat(given.first()).isZero();
            assertThat(given.last()).isEqualTo(given.size() - 1L);
        }
    }

    private static List<Long> numbers(Reservation reserved) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < reserved.size(); i++) {
            numbers.add(reserved.at(i));
        }
        return numbers;
    }

    private static TreeSet<Long> set(Random random) {
        TreeSet<Long> set = new TreeSet<>();
        for (int n = random.nextInt(10); n > 0; n--) {
            set.add((long) random.nextInt(16));
        }
        return set;
    }

    private static long[] spans(TreeSet<Long> set) {
        List<Long> bounds = new ArrayList<>();
        for (long number : set) {
            if (bounds.isEmpty() || bounds.get(bounds.size() - 1) != number) {
                bounds.add(number);
                bounds.add(number + 1);
            } else {
                bounds.set(bounds.size() - 1, number + 1);
            }
        }
        return bounds.stream().mapToLong(Long::longValue).toArray();
    }
}
