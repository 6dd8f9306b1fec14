// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;

/**
 * A record that a buffer keeps, as it is stored in state.
 *
 * @param bound how many records of its stream came before it, combined with its key in the state: read under any other key, the number is
 *     out of all bounds
 * @param timestamp its own, or {@link #NO_TIMESTAMP}
 */
@Internal
public record BufferedRecord<T>(long bound, long timestamp, T value) {

    public static final long NO_TIMESTAMP = Long.MIN_VALUE;

    /**
     * A record to be written.
     *
     * @param seed of its mux, which differs from key to key
     * @param stateKey its key in the state of the mux
     */
    static <T> BufferedRecord<T> of(long seed, long stateKey, long before, long timestamp, T value) {
        return new BufferedRecord<>(before ^ Seeds.mix(seed, stateKey), timestamp, value);
    }

    /** How many records of its stream came before it, if this is where it was written. */
    long before(long seed, long stateKey) {
        return bound ^ Seeds.mix(seed, stateKey);
    }
}
