// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;

/**
 * What a user writes to make a stream of their own: items that can be opened again and again.
 *
 * <p>ActivationContext twice with the same seed must give the same items; {@code open(seed, skip)} gives those of {@code open(seed, 0)} without
 * the first {@code skip}. That is all that exact resume needs.
 *
 * @param <T> type of an item
 */
@PublicEvolving
@FunctionalInterface
public interface Items<T> extends Serializable {

    /**
     * @param seed the seed of this activation: all randomness must come from it
     * @param skip how many items to leave out at the beginning, ≥ 0; more than there are gives an empty reader
     * @return a reader of the items that follow
     * @throws IOException if the stream cannot be opened
     */
    ItemReader<T> open(long seed, long skip) throws IOException;
}
