// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.items.ItemReader;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;

/** Where the activations of a leaf get their items from, each from the first item on. */
@FunctionalInterface
@Experimental
public interface LeafSource<T> {

    /**
     * Opens the items; may block.
     *
     * @param seed of the activation
     * @param taken how many items to leave out
     */
    ItemReader<T> open(long seed, long taken) throws IOException;
}
