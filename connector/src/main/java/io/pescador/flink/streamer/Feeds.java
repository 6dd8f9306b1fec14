// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.Closeable;
import java.io.IOException;

/** Reads leaves through feeds, which may have items before they are asked for, or not yet when they are. */
public interface Feeds extends Reads {

    @Override
    default <T> ActiveStream<T> activate(LeafSource<T> source, boolean rotating, Opening opening) throws IOException {
        return new FedLeaf<>(this, source, rotating, opening);
    }

    /**
     * Begins to read.
     *
     * @param atMost how many items will be taken at most
     * @param early whether the turn of these items has not come, and perhaps never will
     */
    <T> Feed<T> feed(Opener<T> opener, long atMost, boolean early, Session session);

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

        /** The turn of items that were begun early has come. */
        default void adopt() {}

        @Override
        void close() throws IOException;
    }
}
