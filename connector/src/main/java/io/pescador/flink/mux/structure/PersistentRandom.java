// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import org.apache.commons.rng.core.RandomProviderDefaultState;
import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;

/** The randomness of a mux's draws: a xoroshiro128++ generator whose state can be saved. */
@Internal
public final class PersistentRandom {

    private PersistentRandom() {}

    public static XoRoShiRo128PlusPlus of(long seed) {
        return new XoRoShiRo128PlusPlus(Seeds.mix(seed, 0), Seeds.mix(seed, 1));
    }

    /** Layout: a string of bytes, as Commons RNG 1.x saves this generator (32-bit half of the last number included). */
    public static void save(XoRoShiRo128PlusPlus random, StateOut out) throws IOException {
        out.bytes(((RandomProviderDefaultState) random.saveState()).getState());
    }

    public static XoRoShiRo128PlusPlus restore(StateIn in) throws IOException {
        XoRoShiRo128PlusPlus random = of(0);
        byte[] state = in.bytes();
        try {
            random.restoreState(new RandomProviderDefaultState(state));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw in.damaged("a random state of " + state.length + " bytes");
        }
        return random;
    }
}
