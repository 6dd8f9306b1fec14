// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** Reads an item when it is asked for, in the thread that asks. */
final class DirectFeed<T> implements Reads.Feed<T> {

    private final Reads.Opener<T> opener;
    private ItemReader<T> reader;
    private T item;
    private boolean ended;

    DirectFeed(Reads.Opener<T> opener) {
        this.opener = opener;
    }

    @Override
    public Poll poll() throws IOException {
        if (ended) {
            return Poll.END;
        }
        if (reader == null) {
            reader = opener.open();
        }
        item = reader.read();
        ended = item == null;
        return ended ? Poll.END : Poll.ITEM;
    }

    @Override
    public T take() {
        return item;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
