// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A stream of items held in memory. */
final class ListStreamer<T> implements Streamer<T> {

    private final Object[] items;

    private ListStreamer(Object[] items) {
        this.items = items;
    }

    /** @param items none may be null */
    static <T> ListStreamer<T> of(List<T> items) {
        return new ListStreamer<>(List.copyOf(items).toArray());
    }

    @Override
    public ActiveStream<T> activate(Opening opening) throws IOException {
        return new Active<>(items, opening);
    }

    @Override
    public boolean finite() {
        return true;
    }

    @Override
    public Streamer<T> cut(Cut part) {
        return new ListStreamer<>(
                Arrays.copyOfRange(items, (int) part.first(items.length), (int) part.end(items.length)));
    }

    @Override
    public long knownLength() {
        return items.length;
    }

    @Override
    public long maxOpen() {
        return 0;
    }

    @Override
    public void sign(Signature signature) {
        signature.leaf("items " + items.length);
        for (Object item : items) {
            if (item instanceof String || item instanceof Number) {
                signature.add(item.toString());
            }
        }
    }

    @Override
    public String name() {
        return "items "
                + (items.length <= 3 ? Arrays.toString(items) : "[" + items[0] + ", … " + items.length + " of them]");
    }

    /** Memory never makes anyone wait, so there is nothing to read ahead. */
    private static final class Active<T> extends LeafActivation<T> {

        private final Object[] items;
        private boolean ended;

        Active(Object[] items, Opening opening) throws IOException {
            super(opening, items.length);
            startOf(opening, false);
            this.items = items;
        }

        @Override
        public Poll poll() {
            if (taken < items.length) {
                return took();
            }
            if (!ended) {
                ended = true;
                ended();
            }
            return Poll.END;
        }

        @Override
        @SuppressWarnings("unchecked") // only a list of T was copied
        public T item() {
            return (T) items[(int) taken - 1];
        }

        @Override
        public void close() {}
    }
}
