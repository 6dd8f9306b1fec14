// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.Closeable;
import java.io.IOException;

/**
 * How leaves read: at once, in the thread that draws ({@link #DIRECT}), or ahead, in threads of their own. The items are the same.
 */
public interface Reads {

    /** Reads in the thread that draws, when an item is asked for. */
    Reads DIRECT = new Reads() {
        @Override
        public boolean ahead() {
            return false;
        }

        @Override
        public <T> Feed<T> feed(Opener<T> opener, long atMost, Session session) {
            return new DirectFeed<>(opener);
        }
    };

    /** Whether a feed reads before it is asked, so that streams should be opened before they are drawn. */
    boolean ahead();

    /**
     * Begins to read.
     *
     * @param atMost how many items will be taken at most
     */
    <T> Feed<T> feed(Opener<T> opener, long atMost, Session session);

    /** Opens what is to be read; may block. */
    @FunctionalInterface
    interface Opener<T> {
        ItemReader<T> open() throws IOException;
    }

    /** Items on their way from a reader to the thread that draws. */
    interface Feed<T> extends Closeable {

        /** As {@link ActiveStream#poll()}. */
        Poll poll() throws IOException;

        /** The item that {@link #poll()} found; once for each, and only after {@link Poll#ITEM}. */
        T take();

        @Override
        void close() throws IOException;
    }
}
