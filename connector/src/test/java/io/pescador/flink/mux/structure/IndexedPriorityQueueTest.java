// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** A queue held against a sorted set, over random changes. */
class KeyQueueTest {

    private static final int CHANGES = 200_000;

    private record Entry(double key, int id) {}

    private final TreeSet<Entry> model =
            new TreeSet<>(Comparator.comparingDouble(Entry::key).thenComparingInt(Entry::id));

    /** Few numbers are all in the heap, of many some are far. Keys that rise with the first, as weighted streams' do, all alike, and infinite ones. */
    @ParameterizedTest
    @CsvSource({
        "1, RISING",
        "7, RISING",
        "1000, RISING",
        "1000, ALIKE",
        "40000, RISING",
        "40000, ALIKE",
        "40000, INFINITE"
    })
    void keepsOrder(int bound, Keys keys) {
        SplittableRandom random = new SplittableRandom(bound);
        IndexedPriorityQueue queue = new IndexedPriorityQueue(bound);
        double[] of = new double[bound];
        for (int id = 0; id < bound; id++) {
            of[id] = keys.next.applyAsDouble(random.nextDouble());
            queue.add(id, of[id]);
            model.add(new Entry(of[id], id));
        }
        for (int i = 0; i < CHANGES; i++) {
            boolean first = queue.size() > 0 && random.nextBoolean();
            int id = first ? queue.first() : random.nextInt(bound);
            double now = model.isEmpty() ? 0 : model.first().key;
            double key = keys.next.applyAsDouble(now + random.nextDouble());
            if (!queue.contains(id)) {
                queue.add(id, key);
            } else if (random.nextInt(8) == 0) {
                queue.remove(id);
                key = Double.NaN;
            } else {
                queue.change(id, key);
            }
            model.remove(new Entry(of[id], id));
            of[id] = key;
            if (!Double.isNaN(key)) {
                model.add(new Entry(key, id));
            }
            if (queue.contains(id) == Double.isNaN(key) || queue.size() != model.size()) {
                assertThat(queue.contains(id)).isEqualTo(!Double.isNaN(key));
                assertThat(queue.size()).isEqualTo(model.size());
            }
            if (queue.size() > 0 && queue.first() != model.first().id) {
                assertThat(queue.first()).as("after %d changes", i).isEqualTo(model.first().id);
            }
        }
        int[] all = model.stream().mapToInt(Entry::id).toArray();
        int third = Math.min(all.length, bound / 3 + 1);
        assertThat(queue.first(bound / 3 + 1)).isEqualTo(Arrays.copyOf(all, third));
        assertThat(queue.first(2 * bound)).isEqualTo(all);
        for (int id : all) {
            assertThat(queue.first()).isEqualTo(id);
            queue.remove(id);
        }
        assertThat(queue.size()).isZero();
    }

    enum Keys {
        RISING(x -> x),
        ALIKE(x -> Math.floor(4 * x)),
        INFINITE(x -> x % 1 < .5 ? Double.POSITIVE_INFINITY : x);

        private final DoubleUnaryOperator next;

        Keys(DoubleUnaryOperator next) {
            this.next = next;
        }
    }
}
