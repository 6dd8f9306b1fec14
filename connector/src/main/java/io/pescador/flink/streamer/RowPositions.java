// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.RowOrder;
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

    /**
     * The {@code count} rows from {@code first} on, in an order that begins afresh with each activation.
     *
     * @param seed of the activation
     */
    static RowPositions of(RowOrder order, long first, long count, long seed) {
        if (count == 0) {
            return i -> -1;
        }
        return switch (order) {
            case IN_ORDER -> i -> i < count ? first + i : -1;
            case RANDOM -> i -> first + uniform(Seeds.mix(seed, i), count);
            case RESHUFFLED -> {
                Permutation permutation = Permutation.of(count, seed);
                yield i -> i < count ? first + permutation.at(i) : -1;
            }
            case ROTATING, SHUFFLED -> throw new IllegalArgumentException(order + " goes on from pass to pass");
        };
    }

    /** A number below {@code bound} from 64 random bits; off the uniform by less than bound / 2^64. */
    private static long uniform(long bits, long bound) {
        return Math.multiplyHigh(bits >>> 1, bound << 1);
    }
}
