// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which streams of a pool a shard gets, and how much of each. */
final class PoolPart {

    /** Less of a stream, or of a pool, than this is a rounding error. */
    private static final double NOTHING = 1e-9;

    private final int[] indexes;
    private final double[] fractions;
    private final List<Cut> cuts = new ArrayList<>();

    private PoolPart(int streams) {
        indexes = new int[streams];
        fractions = new double[streams];
    }

    static PoolPart of(Pool<?> pool, Cut part, Sharding sharding) {
        return switch (sharding) {
            case EACH_CUT -> eachCut(pool, part);
            case BY_WEIGHT -> byWeight(pool, part);
            case WHOLE -> whole(pool, part);
        };
    }

    private static PoolPart eachCut(Pool<?> pool, Cut part) {
        PoolPart dealt = new PoolPart(pool.size());
        for (int i = 0; i < pool.size(); i++) {
            if (pool.divisible(i)) {
                dealt.add(i, part, 1);
            } else if (part.first(pool.size()) <= i && i < part.end(pool.size())) {
                dealt.add(i, Cut.WHOLE, 1);
            }
        }
        return dealt;
    }

    /** A stream that lies across an end of the part is cut there; one that cannot be cut goes to the part that holds its middle. */
    private static PoolPart byWeight(Pool<?> pool, Cut part) {
        double[] sizes = sizes(pool);
        double total = pool.size();
        if (sizes != null) {
            total = 0;
            for (double size : sizes) {
                total += size;
            }
        }
        PoolPart dealt = new PoolPart(pool.size());
        double before = 0;
        for (int i = 0; i < pool.size(); i++) {
            double width = (sizes == null ? 1 : sizes[i]) / total;
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

    /** How long each stream is when they are laid end to end; null where all are equally long. */
    static double[] sizes(FixedPool pool) {
        double[] fractions = pool.fractions();
        double[] weights = pool.weights();
        if (fractions == null || weights == null) {
            return fractions == null ? weights : fractions;
        }
        double[] sizes = fractions.clone();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] *= weights[i];
        }
        return sizes;
    }

    private static PoolPart whole(Pool<?> pool, Cut part) {
        if (pool.size() * part.size()
                < 1 - NOTHING) { // every part decides the same, whatever its bounds were rounded to
            return eachCut(pool, part);
        }
        PoolPart dealt = new PoolPart(pool.size());
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

    /** The streams, rising. */
    int[] indexes() {
        return Arrays.copyOf(indexes, cuts.size());
    }

    /** The part of each stream. */
    List<Cut> cuts() {
        return cuts;
    }

    /**
     * How much of each stream there is.
     *
     * @param ofWhole how much there was of each in the pool; null for all
     * @return null where it is all of each
     */
    double[] fractionsOf(double[] ofWhole) {
        double[] dealt = Arrays.copyOf(fractions, cuts.size());
        if (Arrays.stream(dealt).allMatch(f -> f == 1)) {
            return pick(ofWhole);
        }
        double[] before = pick(ofWhole);
        for (int i = 0; before != null && i < dealt.length; i++) {
            dealt[i] *= before[i];
        }
        return dealt;
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
