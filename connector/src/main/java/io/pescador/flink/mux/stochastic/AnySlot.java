// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.structure.SlotSampler;

import org.apache.commons.rng.UniformRandomProvider;

/** Draws slots by their weights alone. O(1). */
final class AnySlot implements SlotChooser {

    @Override
    public int choose(ActiveSet active, StreamChooser streams, UniformRandomProvider random) {
        SlotSampler filled = active.filled();
        return filled.isEmpty() ? Picker.NONE : filled.draw(random);
    }

    @Override
    public void emitted(int slot, ActiveSet active, StreamChooser streams) {}

    @Override
    public long unbooked(long gave) {
        return gave;
    }
}
