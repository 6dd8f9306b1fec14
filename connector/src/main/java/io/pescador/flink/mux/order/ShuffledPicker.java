// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.DrawAtEnd;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.structure.PersistentRandom;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.mux.structure.SlotSampler;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;

/**
 * Draws from all streams at random by weight. A stream that ends starts again if it gave anything since it was opened; else it is out.
 * A draw costs O(1), or O(log of the ratio of the largest weight to the smallest) with weights.
 */
final class ShuffledPicker implements Picker {

    static final long DRAWS = -3;

    private final XoRoShiRo128PlusPlus random;
    private final SlotSampler filled;
    private final DrawAtEnd drawAtEnd;
    private final long[] restarts;
    private final RankedBitSet gave;
    private int picked = NONE;

    private ShuffledPicker(
            int streams, SlotSampler filled, DrawAtEnd drawAtEnd, XoRoShiRo128PlusPlus random, RankedBitSet gave) {
        this.filled = filled;
        this.drawAtEnd = drawAtEnd;
        this.random = random;
        this.gave = gave;
        restarts = new long[streams];
    }

    /** @param weights of sum 1, or null for equal chances */
    static ShuffledPicker start(int streams, double[] weights, DrawAtEnd drawAtEnd, long seed) {
        SlotSampler filled = SlotSampler.of(streams, weights);
        for (int slot = 0; slot < streams; slot++) {
            if (weights == null || weights[slot] > 0) {
                filled.add(slot, weights == null ? 1 : weights[slot]);
            }
        }
        return new ShuffledPicker(
                streams, filled, drawAtEnd, PersistentRandom.of(Seeds.mix(seed, DRAWS)), RankedBitSet.empty(streams));
    }

    @Override
    public int pick() {
        if (picked == NONE && !filled.isEmpty()) {
            picked = filled.draw(random);
        }
        return picked;
    }

    @Override
    public boolean emitted() {
        gave.add(picked);
        picked = NONE;
        return false;
    }

    @Override
    public void ended() {
        int slot = picked;
        picked = NONE;
        if (!gave.remove(slot)) {
            filled.remove(slot);
            return;
        }
        restarts[slot]++;
        if (drawAtEnd == DrawAtEnd.STAYS) {
            picked = slot;
        }
    }

    @Override
    public int slots() {
        return restarts.length;
    }

    @Override
    public int stream(int slot) {
        return filled.contains(slot) ? slot : NONE;
    }

    /** That of run r of stream s is r · slots + s. */
    @Override
    public long ordinal(int slot) {
        return restarts[slot] * slots() + slot;
    }

    /** Layout: varint picked slot + 1; the random state; which streams gave something; varint restarts of each; the order of the slots. */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(picked + 1);
        PersistentRandom.save(random, out);
        gave.save(out);
        for (long restart : restarts) {
            out.number(restart);
        }
        filled.save(out);
    }

    static ShuffledPicker restore(int streams, double[] weights, DrawAtEnd drawAtEnd, StateIn in) throws IOException {
        int picked = in.number(streams, "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = PersistentRandom.restore(in);
        ShuffledPicker picker = new ShuffledPicker(
                streams, SlotSampler.of(streams, weights), drawAtEnd, random, RankedBitSet.restore(streams, in));
        picker.picked = picked;
        for (int slot = 0; slot < streams; slot++) {
            picker.restarts[slot] = in.number();
        }
        picker.filled.restore(in, weights);
        if (picked != NONE && !picker.filled.contains(picked)) {
            throw in.damaged("the picked stream " + picked + " has ended");
        }
        return picker;
    }
}
