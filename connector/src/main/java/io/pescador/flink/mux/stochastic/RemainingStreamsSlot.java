// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.structure.SlotSampler;

import org.apache.commons.rng.UniformRandomProvider;

import java.util.function.IntPredicate;

/**
 * Draws slots by weights that are those of the remaining streams: without a rate, nothing else makes up for streams that were dropped.
 * O(1), and O(streams log streams) after a drop.
 */
final class RemainingStreamsSlot implements SlotChooser {

    /** The weights for draws where some streams are left out. */
    @FunctionalInterface
    interface Reweighing {
        SlotWeights without(IntPredicate isThere);
    }

    private final Reweighing reweighing;
    private int drops;

    RemainingStreamsSlot(Reweighing reweighing) {
        this.reweighing = reweighing;
    }

    @Override
    public void prepare(ActiveSet active, StreamChooser streams) {
        ShareLedger ledger = ((LeastChargedChooser) streams).ledger();
        if (drops != ledger.drops()) {
            drops = ledger.drops();
            active.reweigh(reweighing.without(ledger::isAlive));
        }
    }

    @Override
    public int choose(ActiveSet active, StreamChooser streams, UniformRandomProvider random) {
        prepare(active, streams);
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
