// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.items.ItemReader;

import org.apache.flink.annotation.Experimental;

import java.io.Closeable;
import java.io.IOException;

/** Reads the leaves of one shard through feeds, which may have items before they are drawn, or not yet when they are. */
@Experimental
public interface AsyncReads {

    /** Whether leaves are read before they are drawn, so that streams should be opened early. */
    boolean ahead();

    /**
     * Begins to read.
     *
     * @param atMost the most items that will be taken; {@link Long#MAX_VALUE} if unknown
     * @param early whether the stream is opened before its turn, and perhaps in vain
     */
    <T> Feed<T> feed(Opener<T> opener, long atMost, boolean early);

    /** Opens what is to be read. May block. */
    @FunctionalInterface
    interface Opener<T> {
        ItemReader<T> open() throws IOException;
    }

    /** Items on their way from a reader to the drawing thread, which alone uses it. */
    interface Feed<T> extends Closeable {

        /** As {@link ActiveStream#poll()}. */
        PollResult poll() throws IOException;

        /** The item that {@link #poll()} found; once for each, and only after {@link PollResult#ITEM}. */
        T take();

        /** The turn of a stream that was opened early has come. */
        default void adopt() {}

        @Override
        void close() throws IOException;
    }
}
