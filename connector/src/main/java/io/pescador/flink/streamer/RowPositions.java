// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.spi.Seeds;

import java.io.IOException;

/** The row that an activation reads at each step: a pure function of the step, so that going on needs nothing but its number. */
interface RowPositions {

    /** The row to read at step {@code i}, or -1 after the last. */
    long at(long i) throws IOException;

    /** Rows 0, 1, 2, … to whatever end the reader finds. */
    static RowPositions inOrder() {
        return i -> i;
    }

    /** All rows from {@code start} on and then those before it. How many there are is asked for only once a step leads beyond the last. */
    static RowPositions rotating(RowReader<?> rows, long start) {
        return i -> {
            long row = start + i;
            if (row >= 0 && rows.has(row)) {
                return row;
            }
            long count = rows.count();
            return i < count ? (start % count + i) % count : -1;
        };
    }

    /** The {@code count} rows from {@code first} on, in the given order. */
    static RowPositions of(RowOrder order, long first, long count, long seed, long start) {
        if (count == 0) {
            return i -> -1;
        }
        return switch (order) {
            case IN_ORDER -> i -> i < count ? first + i : -1;
            case ROTATING -> i -> i < count ? first + (start + i) % count : -1;
            case RANDOM -> i -> first + uniform(Seeds.mix(seed, i), count);
            case SHUFFLED -> {
                Permutation permutation = Permutation.of(count, seed);
                yield i -> i < count ? first + permutation.at(i) : -1;
            }
        };
    }

    /** A number below {@code bound} from 64 random bits; off the uniform by less than bound / 2^64. */
    private static long uniform(long bits, long bound) {
        return Math.multiplyHigh(bits >>> 1, bound << 1);
    }
}
