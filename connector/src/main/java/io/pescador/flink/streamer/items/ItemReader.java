// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Closeable;
import java.io.IOException;

/**
 * One run through a stream of items, read one after the other. It may block, and is used by one thread at a time.
 *
 * @param <T> type of an item
 */
@PublicEvolving
public interface ItemReader<T> extends Closeable {

    /**
     * @return the next item; null at the end, and again null when called after the end
     * @throws IOException if the item cannot be read; the message names the file and the position
     */
    T read() throws IOException;

    /**
     * Whether {@link #read} returns without waiting for something that has yet to happen; default true. A reader of a live stream answers
     * false while there is nothing: what it read before is then given at once, instead of together with the next item.
     */
    default boolean isReady() {
        return true;
    }

    /** Lets go of whatever is held open. */
    @Override
    default void close() throws IOException {}
}
