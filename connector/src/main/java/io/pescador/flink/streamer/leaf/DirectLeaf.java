// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;

/**
 * An activation of a leaf whose items are read when they are drawn, in the drawing thread.
 *
 * <p>It is one object of 56 bytes, the only one of an activation: among very many streams the cost of a draw is the memory that it touches
 * (measured with 100 000 streams: 31 ns a draw, and 50 to 70 with 128 bytes an activation).
 */
class DirectLeaf<T> extends LeafActivation<T> {

    private final long seed;

    /** Null once it is opened or closed. */
    private LeafSource<T> source;

    /** Null before it is opened, and at the end. */
    private ItemReader<T> reader;

    private T item;

    DirectLeaf(LeafSource<T> source, ActivationContext context) throws IOException {
        super(context, Long.MAX_VALUE);
        this.source = source;
        seed = context.seed();
        shard.opened();
    }

    /** One that does not rotate. */
    static <T> DirectLeaf<T> of(LeafSource<T> source, ActivationContext context) throws IOException {
        DirectLeaf<T> leaf = new DirectLeaf<>(source, context);
        checkStart(context);
        return leaf;
    }

    @Override
    public final PollResult poll() throws IOException {
        T next;
        try {
            next = read();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        if (next == null) {
            return PollResult.END;
        }
        item = next;
        return took();
    }

    private T read() throws IOException {
        if (reader == null) {
            if (source == null) {
                return null;
            }
            reader = source.open(seed, start(), taken);
            source = null;
        }
        T next = reader.read();
        if (next == null) {
            ended();
            close();
        }
        return next;
    }

    @Override
    public final T item() {
        return item;
    }

    @Override
    public final void close() throws IOException {
        if (source == null && reader == null) {
            return;
        }
        shard.closed();
        source = null;
        if (reader != null) {
            ItemReader<T> closing = reader;
            reader = null;
            closing.close();
        }
    }
}
