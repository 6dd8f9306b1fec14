// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.streamer.spi.Seeds;

/**
 * A record that a buffer keeps, as it lies in state.
 *
 * @param bound how many records of its stream came before it, combined with the place where the row lies: read anywhere else, the number is
 *     out of all bounds
 * @param timestamp its own, or {@link #NO_TIMESTAMP}
 */
record Row<T>(long bound, long timestamp, T value) {

    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    /**
     * A row to be written.
     *
     * @param seed of its mux, and so of its key
     * @param place the row's key in the state of the mux
     */
    static <T> Row<T> of(long seed, long place, long before, long timestamp, T value) {
        return new Row<>(before ^ Seeds.mix(seed, place), timestamp, value);
    }

    /** How many records of its stream came before it, if this is where it was written. */
    long before(long seed, long place) {
        return bound ^ Seeds.mix(seed, place);
    }
}
