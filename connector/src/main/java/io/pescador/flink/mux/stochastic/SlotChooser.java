// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Chooses which of the filled slots gives the next sample.
 *
 * <p>A chooser that asks how far streams are ahead has each sample entered as it is given. Others have the samples of an activation entered
 * when it is over: nobody asks before, and each would be a miss of the processor's cache.
 */
interface SlotChooser {

    /** Called before slots are counted, drawn from or saved. */
    default void prepare(ActiveSet active, StreamChooser streams) {}

    /** A filled slot. Only if there is one. */
    int choose(ActiveSet active, StreamChooser streams, UniformRandomProvider random);

    /** A slot gave a sample. */
    void emitted(int slot, ActiveSet active, StreamChooser streams);

    /** How much of what an activation gave is entered only when it is over. */
    long unbooked(long gave);
}
