// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;
import io.pescador.flink.streamer.leaf.LeafSource;
import io.pescador.flink.streamer.leaf.Leaves;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Signature;

import java.io.IOException;

/** A stream of the rows of a file or table. If it is cut into more parts than it has rows, some parts have none. */
final class RowsStreamer<T> implements Streamer<T>, LeafSource<T> {

    private final Rows<T> rows;
    private final RowOrder order;
    private final Cut part;

    RowsStreamer(Rows<T> rows, RowOrder order, Cut part) {
        this.rows = rows;
        this.order = order;
        this.part = part;
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return order == RowOrder.ROTATING ? Leaves.activateRotating(this, context) : Leaves.activate(this, context);
    }

    @Override
    public ItemReader<T> open(long seed, long start, long taken) throws IOException {
        RowReader<T> reader;
        try {
            reader = rows.open();
        } catch (IOException | RuntimeException | Error e) {
            throw named(e);
        }
        try {
            return new OrderedReader(reader, positions(reader, seed, start), taken);
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

    private RowPositions positions(RowReader<T> reader, long seed, long start) throws IOException {
        if (order == RowOrder.IN_ORDER && part.isWhole()) {
            return RowPositions.inOrder(); // without asking how many there are, which may cost a read of everything
        }
        if (order == RowOrder.ROTATING && part.isWhole()) {
            return RowPositions.rotating(reader, start); // asks no further than its own rows
        }
        long total = reader.count();
        long first = order == RowOrder.RANDOM ? 0 : part.first(total);
        long count = order == RowOrder.RANDOM ? total : part.of(total);
        return RowPositions.of(order, first, count, seed, start);
    }

    @Override
    public boolean finite() {
        return order != RowOrder.RANDOM;
    }

    @Override
    public Streamer<T> cut(Cut within) {
        return order == RowOrder.RANDOM ? this : new RowsStreamer<>(rows, order, within.within(part));
    }

    /** A rotating leaf reserves its rows when its turn comes. */
    @Override
    public boolean canOpenEarly() {
        return order != RowOrder.ROTATING;
    }

    @Override
    public void sign(Signature signature) {
        signature.leaf(rows.identity()).add(order.name());
        if (!part.isWhole()) {
            signature.add(new double[] {part.from(), part.to()});
        }
    }

    @Override
    public String name() {
        return rows.name();
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
