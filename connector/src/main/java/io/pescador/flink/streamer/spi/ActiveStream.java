// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Experimental;

import java.io.Closeable;
import java.io.IOException;

/**
 * One run through a {@link io.pescador.flink.streamer.Streamer}. Used by one thread.
 *
 * @param <T> type of an item
 */
@Experimental
public interface ActiveStream<T> extends Closeable {

    /**
     * Moves on to the next item. Never blocks where the session reads ahead; a stream that answered {@link PollResult#END} does so again.
     *
     * @throws IOException if the item cannot be had; the message names the file and the position
     */
    PollResult poll() throws IOException;

    /** The item that the last {@link #poll()} moved to; only after it answered {@link PollResult#ITEM}, and also when the stream has since been closed. */
    T item();

    /** Writes down where {@link #item()} came from; only after {@link PollResult#ITEM}, and also when the stream has since been closed. */
    void locate(Trace trace);

    /** The turn of a stream that was {@linkplain ActivationContext#early() opened early} has come. */
    default void adopt() {}

    /** Saves what {@link io.pescador.flink.streamer.Streamer#activate} needs to go on from here. Legal at any moment, also after {@link PollResult#PENDING}. */
    void save(StateOut out) throws IOException;

    /** Closes everything that is open. A second call does nothing. */
    @Override
    void close() throws IOException;
}
