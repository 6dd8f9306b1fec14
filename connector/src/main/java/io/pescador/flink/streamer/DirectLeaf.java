// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/**
 * An activation of a leaf whose items are read when they are asked for, in the thread that asks. One object, since a draw among very many
 * streams waits for each object that it touches.
 */
final class DirectLeaf<T> extends LeafActivation<T> {

    private final long seed;

    /** Null once it is opened or closed. */
    private LeafSource<T> source;

    /** Null before it is opened, and at the end. */
    private ItemReader<T> reader;

    private T item;

    DirectLeaf(LeafSource<T> source, boolean rotating, Opening opening) throws IOException {
        super(opening, rotating, Long.MAX_VALUE);
        this.source = source;
        seed = opening.seed();
        session.opened();
    }

    @Override
    public Poll poll() throws IOException {
        T next;
        try {
            next = read();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        if (next == null) {
            return end();
        }
        item = next;
        return took();
    }

    private T read() throws IOException {
        if (reader == null) {
            if (source == null) {
                return null;
            }
            reader = source.open(seed, start, taken);
            source = null;
        }
        T next = reader.read();
        if (next == null) {
            close();
        }
        return next;
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public void close() throws IOException {
        if (source == null && reader == null) {
            return;
        }
        session.closed();
        source = null;
        if (reader != null) {
            ItemReader<T> closing = reader;
            reader = null;
            closing.close();
        }
    }
}
