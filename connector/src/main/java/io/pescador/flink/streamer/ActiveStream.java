// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.Closeable;
import java.io.IOException;

/**
 * One run through a {@link Streamer}. Used by one thread.
 *
 * @param <T> type of an item
 */
public interface ActiveStream<T> extends Closeable {

    /**
     * Moves on to the next item. Never blocks where the session reads ahead; a stream that answered {@link Poll#END} does so again.
     *
     * @throws IOException if the item cannot be had; the message names the file and the position
     */
    Poll poll() throws IOException;

    /** The item that the last {@link #poll()} moved to; only after it answered {@link Poll#ITEM}, and also when the stream has since been closed. */
    T item();

    /** Writes down where {@link #item()} came from; only after {@link Poll#ITEM}, and also when the stream has since been closed. */
    void locate(Trace trace);

    /** The turn of a stream that was {@linkplain Opening#early() opened early} has come. */
    default void adopt() {}

    /** Saves what {@link Streamer#activate} needs to go on from here. Legal at any moment, also after {@link Poll#PENDING}. */
    void save(StateOut out) throws IOException;

    /** Lets go of everything that is held open. A second call does nothing. */
    @Override
    void close() throws IOException;
}
