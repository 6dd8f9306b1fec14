// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;
import io.pescador.flink.streamer.leaf.LeafSource;
import io.pescador.flink.streamer.leaf.PassSource;
import io.pescador.flink.streamer.spi.Reservation;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.LongConsumer;

/**
 * Opens rows, to be read in an order.
 *
 * @param part which of the rows
 * @param maxEpochs after how many passes there are no more
 */
record RowsSource<T>(Rows<T> rows, RowOrder order, Cut part, long maxEpochs)
        implements LeafSource<T>, PassSource<T>, Serializable {

    @Override
    public ItemReader<T> open(long seed, long taken) throws IOException {
        return open(taken, reader -> positions(reader, seed));
    }

    @Override
    public ItemReader<T> open(long seed, Reservation reserved, long taken, LongConsumer length) throws IOException {
        return open(taken, reader -> new PassPositions(this, reader, seed, reserved, length));
    }

    @FunctionalInterface
    private interface PositionsOf<T> {
        RowPositions in(RowReader<T> reader) throws IOException;
    }

    private ItemReader<T> open(long taken, PositionsOf<T> positions) throws IOException {
        RowReader<T> reader;
        try {
            reader = rows.open();
        } catch (IOException | RuntimeException | Error e) {
            throw named(e);
        }
        try {
            return new OrderedReader(reader, positions.in(reader), taken);
        } catch (IOException | RuntimeException | Error e) {
            closeQuietly(reader, e);
            throw named(e);
        }
    }

    private static void closeQuietly(RowReader<?> reader, Throwable reason) {
        try {
            reader.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** The failure with the name of the rows, which a store, the system or an out-of-memory error does not know. */
    private IOException named(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof IOException io && message.contains(rows.name())
                ? io
                : new IOException(rows.name() + ": " + message, failure);
    }

    private RowPositions positions(RowReader<T> reader, long seed) throws IOException {
        if (order == RowOrder.IN_ORDER && part.isWhole()) {
            return RowPositions.inOrder(); // without asking how many there are, which may cost a read of everything
        }
        long total = reader.count();
        return order == RowOrder.RANDOM
                ? RowPositions.of(order, 0, total, seed)
                : RowPositions.of(order, part.first(total), part.of(total), seed);
    }

    /** Reads the rows at given positions, one after the other. */
    private final class OrderedReader implements ItemReader<T> {

        private final RowReader<T> reader;
        private final RowPositions positions;
        private long next;

        OrderedReader(RowReader<T> reader, RowPositions positions, long taken) {
            this.reader = reader;
            this.positions = positions;
            next = taken;
        }

        @Override
        public T read() throws IOException {
            T item;
            try {
                long row = positions.at(next);
                if (row < 0) {
                    return null;
                }
                item = reader.read(row);
            } catch (IOException | RuntimeException | Error e) {
                throw named(e);
            }
            if (item != null) {
                next++;
            }
            return item;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
