// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * When a cache gives a new sample, and which kept one else. Source: {@code pescador.maps.cache}: the first {@code capacity} samples pass and
 * are kept; then each sample given is new with probability {@code fresh}, and replaces a kept one at random, or is a kept one at random.
 *
 * <p>What is decided depends on the seed and the number of the sample only: there is no random state, and asking again decides the same.
 */
@Internal
public record Replay(int capacity, double fresh) implements Serializable {

    /**
     * @param capacity how many samples are kept, ≥ 1
     * @param fresh the probability of a new sample, above 0 and at most 1
     */
    public Replay {
        if (capacity < 1) {
            throw new IllegalArgumentException("cache size is " + capacity + ": it keeps at least one sample");
        }
        if (!(fresh > 0 && fresh <= 1)) {
            throw new IllegalArgumentException("cache probability is " + fresh + ": it is above 0 and at most 1");
        }
    }

    /**
     * Whether sample {@code given} is to be a new one.
     *
     * @param given how many samples were given before
     * @param kept how many are kept
     */
    public boolean wantsFresh(long seed, long given, int kept) {
        return kept < capacity || Seeds.unit(Seeds.mix(Seeds.mix(seed, given), 0)) < fresh;
    }

    /** Which kept sample, from 0, is sample {@code given}, or makes room for it if it is new. Only where as many are kept as can be. */
    public int place(long seed, long given) {
        return (int) (Seeds.unit(Seeds.mix(Seeds.mix(seed, given), 1)) * capacity);
    }
}
