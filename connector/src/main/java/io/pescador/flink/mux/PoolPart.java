// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a pool that a shard gets: streams, their numbers in the whole, and how much of each there is.
 *
 * @param <T> type of a sample
 */
final class PoolPart<T> {

    /** Less of a stream, or of a pool, than this is a rounding error. */
    private static final double NOTHING = 1e-9;

    private final Pool<T> whole;
    private final int[] indexes;
    private final double[] fractions;
    private final List<Cut> cuts = new ArrayList<>();

    private PoolPart(Pool<T> whole) {
        this.whole = whole;
        indexes = new int[whole.size()];
        fractions = new double[whole.size()];
    }

    /** Every stream, cut; those that cannot be are dealt whole, in turn. */
    static <T> PoolPart<T> ofEach(Pool<T> pool, Cut part) {
        PoolPart<T> dealt = new PoolPart<>(pool);
        for (int i = 0; i < pool.size(); i++) {
            if (pool.divisible(i)) {
                dealt.add(i, part, 1);
            } else if (part.first(pool.size()) <= i && i < part.end(pool.size())) {
                dealt.add(i, Cut.WHOLE, 1);
            }
        }
        return dealt;
    }

    /**
     * Lays the streams end to end, each as long as its weight, and takes what lies in {@code part}: exactly that much of the weight. The
     * streams at both ends are cut there; one that cannot be goes to the part that holds its middle.
     */
    static <T> PoolPart<T> byWeight(Pool<T> pool, double[] weights, Cut part) {
        double total = pool.size();
        if (weights != null) {
            total = 0;
            for (double weight : weights) {
                total += weight;
            }
        }
        PoolPart<T> dealt = new PoolPart<>(pool);
        double before = 0;
        for (int i = 0; i < pool.size(); i++) {
            double width = (weights == null ? 1 : weights[i]) / total;
            double from = Math.max(0, (part.from() - before) / width);
            double to = part.to() == 1 ? 1 : Math.min(1, (part.to() - before) / width);
            boolean middle = from <= 0.5 && 0.5 < to;
            before += width;
            if (width == 0 || to - from < NOTHING) {
                continue;
            }
            if (from < NOTHING && to > 1 - NOTHING) {
                dealt.add(i, Cut.WHOLE, 1);
            } else if (pool.divisible(i)) {
                dealt.add(i, new Cut(from < NOTHING ? 0 : from, to > 1 - NOTHING ? 1 : to), to - from);
            } else if (middle) {
                dealt.add(i, Cut.WHOLE, 1);
            }
        }
        return dealt;
    }

    /** Whole streams, in turn; where there are fewer than parts, each of them cut. */
    static <T> PoolPart<T> whole(Pool<T> pool, Cut part) {
        if (pool.size() * part.size()
                < 1 - NOTHING) { // every part decides the same, whatever its bounds were rounded to
            return ofEach(pool, part);
        }
        PoolPart<T> dealt = new PoolPart<>(pool);
        for (int i = (int) part.first(pool.size()); i < part.end(pool.size()); i++) {
            dealt.add(i, Cut.WHOLE, 1);
        }
        return dealt;
    }

    private void add(int index, Cut cut, double fraction) {
        indexes[cuts.size()] = index;
        fractions[cuts.size()] = fraction;
        cuts.add(cut);
    }

    /** @throws IllegalArgumentException if a stream cannot be cut so finely */
    Pool<T> pool() {
        return whole.part(Arrays.copyOf(indexes, cuts.size()), cuts);
    }

    boolean isEmpty() {
        return cuts.isEmpty();
    }

    /** How much of each stream there is; null where it is all of each. */
    double[] fractions() {
        double[] dealt = Arrays.copyOf(fractions, cuts.size());
        return Arrays.stream(dealt).allMatch(f -> f == 1) ? null : dealt;
    }

    /** The values of the streams that were dealt, of those of all; null for null. */
    double[] pick(double[] values) {
        return values == null
                ? null
                : Arrays.stream(indexes, 0, cuts.size())
                        .mapToDouble(i -> values[i])
                        .toArray();
    }
}
