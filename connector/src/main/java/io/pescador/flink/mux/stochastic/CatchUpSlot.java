// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.structure.SlotSampler;

import org.apache.commons.rng.UniformRandomProvider;

import java.util.function.IntSupplier;

/**
 * Prefers slots whose streams are behind their shares. Some slots are looked at; if the stream of one is off its share by more than the
 * patience, the one furthest behind gives. Nearer to their shares, streams are drawn as they come: to prefer those behind from the
 * beginning would bias a mux that is itself activated often (measured, Zipf: .228 for .193 over 40 samples).
 *
 * <p>A slot that is still ahead by more than the slack is drawn again, a bounded number of times: where all slots are ahead, one has to give.
 */
final class CatchUpSlot implements SlotChooser {

    private final IntSupplier looks;
    private final double patience;
    private final int redraws;
    private final double slack;

    /**
     * @param looks how many slots are looked at for a draw, at least 1
     * @param patience how many samples off its share a stream is before one further behind is preferred
     * @param redraws how often a slot that is ahead is drawn again at most
     * @param slack how many samples a stream may be ahead of its share
     */
    CatchUpSlot(IntSupplier looks, double patience, int redraws, double slack) {
        this.looks = looks;
        this.patience = patience;
        this.redraws = redraws;
        this.slack = slack;
    }

    @Override
    public int choose(ActiveSet active, StreamChooser streams, UniformRandomProvider random) {
        SlotSampler filled = active.filled();
        if (filled.isEmpty()) {
            return Picker.NONE;
        }
        int slot = filled.draw(random);
        int count = looks.getAsInt();
        if (count == 1 && redraws == 0) {
            return slot;
        }
        double lead = streams.lead(active.stream[slot]);
        for (int i = 1; i < count; i++) {
            int other = filled.draw(random);
            double otherLead = streams.lead(active.stream[other]);
            boolean isOff = lead > patience || otherLead < -patience;
            if (isOff && otherLead < lead) {
                slot = other;
                lead = otherLead;
            }
        }
        for (int i = 0; i < redraws && lead > slack; i++) {
            slot = filled.draw(random);
            lead = streams.lead(active.stream[slot]);
        }
        return slot;
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
