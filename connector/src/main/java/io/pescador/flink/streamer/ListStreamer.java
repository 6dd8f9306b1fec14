// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.List;

/** A stream of items held in memory. */
final class ListStreamer<T> implements Streamer<T> {

    private final List<T> items;

    /** @param items immutable */
    ListStreamer(List<T> items) {
        this.items = items;
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
        if (!items.isEmpty() && part.of(items.size()) == 0) {
            throw RowsStreamer.tooFew(name(), items.size());
        }
        // Copied, since the view that subList gives is not serializable.
        return new ListStreamer<>(
                List.copyOf(items.subList((int) part.first(items.size()), (int) part.end(items.size()))));
    }

    @Override
    public long maxOpen() {
        return 0;
    }

    @Override
    public void sign(Signature signature) {
        signature.leaf("items " + items.size());
        for (T item : items) {
            if (item instanceof String || item instanceof Number) {
                signature.add(item.toString());
            }
        }
    }

    @Override
    public String name() {
        return "items " + (items.size() <= 3 ? items : "[" + items.get(0) + ", … " + items.size() + " of them]");
    }

    /** Memory never makes anyone wait, so there is nothing to read ahead. */
    private static final class Active<T> implements ActiveStream<T> {

        private final List<T> items;
        private final int size;
        private final Session session;
        private final ActivationNumber number;
        private int taken;

        Active(List<T> items, Opening opening) throws IOException {
            this.items = items;
            size = items.size();
            session = opening.session();
            number = opening.number();
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.LEAF);
                number.restore(state.number());
                taken = state.number(size, "the number of items taken");
                state.number();
            }
        }

        @Override
        public Poll poll() {
            if (taken == size) {
                return Poll.END;
            }
            if (taken++ == 0) {
                number.get(session);
            }
            return Poll.ITEM;
        }

        @Override
        public T item() {
            return items.get(taken - 1);
        }

        @Override
        public void locate(Trace trace) {
            trace.leaf(number.get(session), taken - 1);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.LEAF);
            out.number(number.saved());
            out.number(taken);
            out.number(0);
        }

        @Override
        public void close() {}
    }
}
