// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.LivePool;
import io.pescador.flink.mux.structure.PersistentRandom;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.mux.structure.SlotSampler;
import io.pescador.flink.mux.structure.WeightsCodec;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;

/** Draws from the streams that are there at random by weight. With weights, a stream that comes or goes costs O(streams). */
final class LiveShuffledPicker implements LivePicker {

    private final int slots;
    private final XoRoShiRo128PlusPlus random;

    /** Null where all streams count the same. */
    private final double[] weights;

    private final RankedBitSet gave;
    private SlotSampler filled;
    private int picked = NONE;

    private LiveShuffledPicker(int slots, double[] weights, XoRoShiRo128PlusPlus random, RankedBitSet gave) {
        this.slots = slots;
        this.weights = weights;
        this.random = random;
        this.gave = gave;
        filled = newSampler();
    }

    static LiveShuffledPicker start(LivePool pool, long seed) {
        return new LiveShuffledPicker(
                pool.maxStreams(),
                pool.isWeighted() ? new double[pool.maxStreams()] : null,
                PersistentRandom.of(Seeds.mix(seed, ShuffledPicker.DRAWS)),
                RankedBitSet.empty(pool.maxStreams()));
    }

    private SlotSampler newSampler() {
        return SlotSampler.of(slots, weights == null ? null : WeightsCodec.scaled(weights));
    }

    @Override
    public void offer(int stream, double weight) {
        if (weights == null) {
            filled.add(stream, 1);
        } else {
            change(stream, weight);
        }
    }

    @Override
    public void withdraw(int stream) {
        gave.remove(stream);
        if (weights == null) {
            filled.remove(stream);
        } else {
            change(stream, 0);
        }
    }

    private void change(int stream, double weight) {
        weights[stream] = weight;
        filled = newSampler();
        double[] scaled = WeightsCodec.scaled(weights);
        for (int slot = 0; slot < slots; slot++) {
            if (scaled[slot] > 0) {
                filled.add(slot, scaled[slot]);
            }
        }
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
        withdraw(picked);
        picked = NONE;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int stream(int slot) {
        return filled.contains(slot) ? slot : NONE;
    }

    @Override
    public long ordinal(int slot) {
        return slot;
    }

    /** Layout: the weights, if there are any; varint picked slot + 1; the random state; which streams gave something; the order of the slots. */
    @Override
    public void save(StateOut out) throws IOException {
        if (weights != null) {
            WeightsCodec.save(weights, out);
        }
        out.number(picked + 1);
        PersistentRandom.save(random, out);
        gave.save(out);
        filled.save(out);
    }

    static LiveShuffledPicker restore(LivePool pool, StateIn in) throws IOException {
        int slots = pool.maxStreams();
        double[] weights = pool.isWeighted() ? WeightsCodec.restore(slots, in) : null;
        int picked = in.number(slots, "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = PersistentRandom.restore(in);
        LiveShuffledPicker picker = new LiveShuffledPicker(slots, weights, random, RankedBitSet.restore(slots, in));
        picker.picked = picked;
        picker.filled.restore(in, weights == null ? null : WeightsCodec.scaled(weights));
        if (picked != NONE && !picker.filled.contains(picked)) {
            throw in.damaged("the picked stream " + picked + " has ended");
        }
        return picker;
    }
}
