// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Chooses which of the filled slots gives the next sample.
 *
 * <p>A chooser that asks how far streams are ahead has each sample entered as it is given. Others have the samples of an activation entered
 * when it is over: they are not needed before, and each would be a miss of the processor's cache.
 */
interface SlotChooser {

    /** Brings what draws depend on up to date, before it is saved. Choosing does so by itself. */
    default void prepare(ActiveSet active, StreamChooser streams) {}

    /** A filled slot; {@link Picker#NONE} if there is none. */
    int choose(ActiveSet active, StreamChooser streams, UniformRandomProvider random);

    /** A slot gave a sample. */
    void emitted(int slot, ActiveSet active, StreamChooser streams);

    /** How much of what an activation gave is entered only when it is over. */
    long unbooked(long gave);

    /** Chooses as another one does, and enters each sample: where weights change, what was given has to be known at any moment. */
    record Entering(SlotChooser rule) implements SlotChooser {

        @Override
        public void prepare(ActiveSet active, StreamChooser streams) {
            rule.prepare(active, streams);
        }

        @Override
        public int choose(ActiveSet active, StreamChooser streams, UniformRandomProvider random) {
            return rule.choose(active, streams, random);
        }

        @Override
        public void emitted(int slot, ActiveSet active, StreamChooser streams) {
            streams.gave(active.stream[slot], 1);
        }

        @Override
        public long unbooked(long gave) {
            return 0;
        }
    }
}
