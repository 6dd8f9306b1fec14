// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.flink.annotation.Experimental;

/** How the streams of a pool are dealt to the shards of a plan. */
@Experimental
public enum Sharding {
    /** Every shard has a part of each stream, so that proportions and orders hold inside every shard. Streams that cannot be cut are dealt whole, in turn. */
    EACH_CUT,
    /**
     * Streams lie end to end, each as long as its weight, and each shard takes the same length. At most one stream fewer than there are shards
     * is cut.
     */
    BY_WEIGHT,
    /** Whole streams, in turn; where there are fewer than shards, each of them is cut. */
    WHOLE
}
