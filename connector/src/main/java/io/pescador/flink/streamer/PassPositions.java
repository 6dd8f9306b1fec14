// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.spi.Reservation;
import io.pescador.flink.streamer.spi.Seeds;

import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * The rows that an activation reads of an endless sequence of passes, each of which has every row once: in order, or in an order of its own.
 * An activation has no more items than there are rows, however many are reserved.
 *
 * <p>How many rows there are may cost a read of all of them. In order, it is asked for only once an item lies beyond the last.
 */
final class PassPositions implements RowPositions {

    private final RowsSource<?> source;
    private final RowReader<?> rows;
    private final long seed;
    private final Reservation reserved;
    private final LongConsumer length;

    /** Of the part; -1 while it is not known. */
    private long count = -1;

    private long first;

    /** The last position that was asked for: the one after it is found without a division. */
    private long step = -1;

    private long pass;
    private long offset;

    /** How many numbers follow it in the same span. */
    private long following;

    private long shuffledPass = -1;
    private Permutation shuffled;

    /** @param length is to hear how many rows there are, once that is known: before the end */
    PassPositions(RowsSource<?> source, RowReader<?> rows, long seed, Reservation reserved, LongConsumer length) {
        this.source = source;
        this.rows = rows;
        this.seed = seed;
        this.reserved = reserved;
        this.length = length;
    }

    @Override
    public long at(long i) throws IOException {
        if (count < 0) {
            if (source.order() == RowOrder.ROTATING && source.part().isWhole() && reserved.pass() == 0) {
                long number = reserved.at(i);
                if (number < 0 || rows.has(number)) {
                    return number;
                }
            }
            count();
        }
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
        if (pass >= source.maxEpochs()) {
            return -1;
        }
        return first + (source.order() == RowOrder.SHUFFLED ? permutation().at(offset) : offset);
    }

    private void count() throws IOException {
        long total = rows.count();
        first = source.part().first(total);
        count = source.part().of(total);
        length.accept(count);
    }

    private boolean find(long i) {
        step = -1;
        following = 0;
        long number = reserved.at(i);
        if (number < 0) {
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
