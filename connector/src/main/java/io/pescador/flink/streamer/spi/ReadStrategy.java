// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Experimental;

import java.util.Optional;

/** How the leaves of a shard read: when an item is drawn, or asynchronously. The items are the same. Thread-safe. */
@FunctionalInterface
@Experimental
public interface ReadStrategy {

    /** Reads in the drawing thread, when an item is drawn. */
    ReadStrategy DIRECT = (maxOpen, wake) -> Optional.empty();

    /**
     * Begins a shard.
     *
     * @param maxOpen how many readers the shard may hold open; one more is allowed for what is opened early
     * @param wake called, by any thread, when a stream that answered {@link PollResult#PENDING} may have more
     * @return the reads of the shard; empty if its leaves read in the drawing thread
     */
    Optional<AsyncReads> forShard(long maxOpen, Runnable wake);
}
