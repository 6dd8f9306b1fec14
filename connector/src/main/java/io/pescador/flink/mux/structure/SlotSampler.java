// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;

/** Draws one of the slots that are filled. The order in which slots came and went is part of its state. */
@Internal
public interface SlotSampler {

    /**
     * A sampler without filled slots.
     *
     * @param weights all weights that a slot can have, in any order; null for equal chances
     */
    static SlotSampler of(int slots, double[] weights) {
        return weights == null ? new UniformSlots(slots) : new WeightedSlots(slots, weights);
    }

    /** Fills a slot that is not filled. */
    void add(int slot, double weight);

    /** Empties a slot that is filled. */
    void remove(int slot);

    boolean isEmpty();

    boolean contains(int slot);

    /** A filled slot, with a chance proportional to its weight. */
    int draw(UniformRandomProvider random);

    /** The chance of a filled slot, as if all slots were filled with as much weight as those that are. */
    double chance(int slot);

    void save(StateOut out) throws IOException;

    /** Fills a new, empty draw as another one was that was saved. */
    void restore(StateIn in, double[] weights) throws IOException;
}
