// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;

/** An activation of a leaf whose items are in memory, so that there is nothing to read ahead. */
final class MemoryLeaf<T> extends LeafActivation<T> {

    private final Object[] items;
    private boolean ended;

    MemoryLeaf(Object[] items, ActivationContext context) throws IOException {
        super(context, items.length);
        checkFromFirst(context);
        this.items = items;
    }

    @Override
    public PollResult poll() {
        if (taken < items.length) {
            return took();
        }
        if (!ended) {
            ended = true;
            ended();
        }
        return PollResult.END;
    }

    @Override
    @SuppressWarnings("unchecked") // only a list of T was copied
    public T item() {
        return (T) items[(int) taken - 1];
    }

    @Override
    public void close() {}
}
