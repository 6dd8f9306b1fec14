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

    /** The last position that was asked for: the one after it is found without a division. */
    private long step = -1;

    private long pass;
    private long offset;

    /** How many numbers follow it in the same span. */
    private long following;

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
        if (i >= count) {
            return -1;
        }
        if (following > 0 && i == step + 1) {
            following--;
            if (++offset == count) {
                offset = 0;
                pass++;
            }
        } else if (i != step && !find(i)) {
            return -1;
        }
        step = i;
        if (pass >= maxPasses) {
            return -1;
        }
        return first + (order == RowOrder.SHUFFLED ? permutation().at(offset) : offset);
    }

    private boolean find(long i) {
        step = -1;
        long number = reserved.at(i);
        if (number < 0) {
            following = 0;
            return false;
        }
        pass = reserved.pass() + number / count;
        offset = number % count;
        following = reserved.following(i);
        return true;
    }

    private Permutation permutation() {
        if (pass != shuffledPass) {
            shuffledPass = pass;
            shuffled = Permutation.of(count, Seeds.mix(seed, pass));
        }
        return shuffled;
    }
}
