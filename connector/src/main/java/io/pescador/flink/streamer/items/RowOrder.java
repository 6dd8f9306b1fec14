// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

/** In which order an activation reads its rows. */
@PublicEvolving
public enum RowOrder {
    /** From the first to the last. Under a quota that is always the first few rows: for whole passes only. */
    IN_ORDER,
    /** All of them once, in a new random order each activation. */
    SHUFFLED,
    /** All of them once, in order, beginning after the rows that this leaf's activations before were to read. */
    ROTATING,
    /** Drawn uniformly, with replacement, for ever. */
    RANDOM
}
