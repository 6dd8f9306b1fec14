// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

/**
 * In which order a stream gives its rows. No activation of {@link #IN_ORDER} or {@link #RESHUFFLED} gives a row twice; one of
 * {@link #SHUFFLED} or {@link #ROTATING} may where it goes from one pass to the next.
 */
@PublicEvolving
public enum RowOrder {
    /** From the first to the last. Under a quota that is always the first few rows: for whole passes only. */
    IN_ORDER,
    /**
     * Pass after pass, each in a random order of its own. An activation goes on where the last one stopped, and gives at most as many
     * items as there are rows: no row comes again before each has come.
     */
    SHUFFLED,
    /** All of them once, in a new random order each activation, whatever those before gave. */
    RESHUFFLED,
    /** As {@link #SHUFFLED}, but each pass from the first row to the last. */
    ROTATING,
    /** Drawn uniformly, with replacement, for ever. */
    RANDOM;

    /** Whether an activation goes on where the last one stopped. */
    public boolean goesOn() {
        return this == SHUFFLED || this == ROTATING;
    }
}
