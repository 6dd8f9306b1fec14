// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.Reservation;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.function.LongConsumer;

/** Where the activations of a leaf get their items from, if each goes on where the last one stopped, from pass to pass. */
@FunctionalInterface
@Experimental
public interface PassSource<T> {

    /**
     * Opens the items; may block.
     *
     * @param seed of the stream, the same for all activations
     * @param reserved which items to give, but no more than a pass has
     * @param taken how many of those to leave out
     * @param length is to hear how many items a pass has, once that is known: at the latest when the end is met before all that is reserved
     *     was read
     */
    ItemReader<T> open(long seed, Reservation reserved, long taken, LongConsumer length) throws IOException;
}
