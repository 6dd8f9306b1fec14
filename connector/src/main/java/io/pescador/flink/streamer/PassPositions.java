// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.spi.Reservation;
import io.pescador.flink.streamer.spi.Seeds;

/**
 * The rows that an activation reads of an endless sequence of passes, each of which has every row once: in order, or in an order of its own.
 * An activation has no more items than there are rows, however many are reserved.
 */
final class PassPositions implements RowPositions {

    private final RowOrder order;
    private final long first;
    private final long count;
    private final long maxPasses;
    private final long seed;
    private final Reservation reserved;
    private long shuffledPass = -1;
    private Permutation shuffled;

    /**
     * @param order {@link RowOrder#ROTATING} or {@link RowOrder#SHUFFLED}
     * @param first the first row
     * @param count how many rows there are
     * @param maxPasses after how many passes there are no more items
     * @param seed of the stream
     */
    PassPositions(RowOrder order, long first, long count, long maxPasses, long seed, Reservation reserved) {
        this.order = order;
        this.first = first;
        this.count = count;
        this.maxPasses = maxPasses;
        this.seed = seed;
        this.reserved = reserved;
    }

    @Override
    public long at(long i) {
        long number = i < count ? reserved.at(i) : -1;
        if (number < 0) {
            return -1;
        }
        long pass = reserved.pass() + number / count;
        if (pass >= maxPasses) {
            return -1;
        }
        long position = number % count;
        return first + (order == RowOrder.SHUFFLED ? permutation(pass).at(position) : position);
    }

    private Permutation permutation(long pass) {
        if (pass != shuffledPass) {
            shuffledPass = pass;
            shuffled = Permutation.of(count, Seeds.mix(seed, pass));
        }
        return shuffled;
    }
}
