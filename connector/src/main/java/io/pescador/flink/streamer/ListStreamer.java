// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.leaf.Leaves;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Signature;

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
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return Leaves.ofMemory(items, context);
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
}
