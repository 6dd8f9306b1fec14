// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;

import org.apache.commons.rng.core.source64.LongProvider;

/**
 * The numbers that a {@link org.apache.commons.rng.core.source64.SplitMix64} of a seed gives, of one seed after the other: 40 bytes less for each
 * activation, which would lie between the streams that draws touch.
 */
@Internal
public final class ReseededRandom extends LongProvider {

    private long seed;
    private long given;

    /** From now on gives the numbers of part {@code number} of a seed. */
    public ReseededRandom of(long whole, long number) {
        resetCachedState();
        seed = Seeds.mix(whole, number);
        given = 0;
        return this;
    }

    @Override
    public long next() {
        return Seeds.next(seed, given++);
    }
}
