// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;

/**
 * Draws from all streams at random by weight. A stream that ends starts again if it gave anything since it was opened; else it is out.
 * A draw costs O(1), or O(log of the ratio of the largest weight to the smallest) with weights.
 */
final class ShuffledPicker implements OpenPicker {

    private static final long DRAWS = -3;

    private final long seed;
    private final boolean open;
    private double[] weights;
    private final boolean keepsDraw;
    private final XoRoShiRo128PlusPlus random;
    private SlotDraw filled;
    private final long[] restarts;
    private final IdSet gave;
    private final int slots;
    private int picked = NONE;

    private ShuffledPicker(
            long seed,
            double[] weights,
            int slots,
            boolean keepsDraw,
            boolean open,
            XoRoShiRo128PlusPlus random,
            IdSet gave) {
        this.open = open;
        this.seed = seed;
        this.weights = weights;
        this.slots = slots;
        this.keepsDraw = keepsDraw;
        this.random = random;
        this.gave = gave;
        filled = slotDraw();
        restarts = new long[slots];
    }

    /**
     * @param weights of sum 1, or null for equal chances
     * @param keepsDraw whether a draw that finds the end of a stream takes the first item of its next run, instead of drawing again
     */
    static ShuffledPicker start(double[] weights, int streams, boolean keepsDraw, long seed) {
        ShuffledPicker picker = new ShuffledPicker(
                seed, weights, streams, keepsDraw, false, DrawRandom.of(Seeds.mix(seed, DRAWS)), IdSet.empty(streams));
        for (int slot = 0; slot < streams; slot++) {
            if (weights == null || weights[slot] > 0) {
                picker.filled.add(slot, weights == null ? 1 : weights[slot]);
            }
        }
        return picker;
    }

    /**
     * Without any streams yet.
     *
     * @param streams the most there are at a time
     */
    static ShuffledPicker open(boolean weighted, int streams, long seed) {
        return new ShuffledPicker(
                seed,
                weighted ? new double[streams] : null,
                streams,
                false,
                true,
                DrawRandom.of(Seeds.mix(seed, DRAWS)),
                IdSet.empty(streams));
    }

    private SlotDraw slotDraw() {
        return weights == null ? new UniformSlots(slots) : new WeightedSlots(slots, Weights.scaled(weights));
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
        filled = slotDraw();
        double[] scaled = Weights.scaled(weights);
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
    public boolean given() {
        gave.add(picked);
        picked = NONE;
        return false;
    }

    @Override
    public void ended() {
        int slot = picked;
        if (open) {
            withdraw(slot);
            picked = NONE;
        } else if (gave.remove(slot)) {
            restarts[slot]++;
            picked = keepsDraw ? slot : NONE;
        } else {
            filled.remove(slot);
            picked = NONE;
        }
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int stream(int slot) {
        return filled.contains(slot) ? slot : NONE;
    }

    /** That of run r of stream s is r · slots + s. */
    @Override
    public long ordinal(int slot) {
        return restarts[slot] * slots + slot;
    }

    @Override
    public long seed(int slot) {
        return Seeds.mix(seed, ordinal(slot));
    }

    @Override
    public long quotaLeft(int slot) {
        return Long.MAX_VALUE;
    }

    /** Layout: the weights of an open pool that has some; varint picked slot + 1; the random state; which streams gave something; varint restarts of each, in a closed pool; the order of the slots. */
    @Override
    public void save(StateOut out) throws IOException {
        if (open && weights != null) {
            Weights.save(weights, out);
        }
        out.number(picked + 1);
        DrawRandom.save(random, out);
        gave.save(out);
        for (int slot = 0; !open && slot < slots; slot++) {
            out.number(restarts[slot]);
        }
        filled.save(out);
    }

    static ShuffledPicker restoreOpen(boolean weighted, int streams, long seed, StateIn in) throws IOException {
        return restore(weighted ? Weights.restore(streams, in) : null, streams, false, true, seed, in);
    }

    static ShuffledPicker restore(double[] weights, int streams, boolean keepsDraw, long seed, StateIn in)
            throws IOException {
        return restore(weights, streams, keepsDraw, false, seed, in);
    }

    private static ShuffledPicker restore(
            double[] weights, int streams, boolean keepsDraw, boolean open, long seed, StateIn in) throws IOException {
        int picked = in.number(streams, "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = DrawRandom.restore(in);
        ShuffledPicker picker =
                new ShuffledPicker(seed, weights, streams, keepsDraw, open, random, IdSet.restore(streams, in));
        picker.picked = picked;
        for (int slot = 0; !open && slot < streams; slot++) {
            picker.restarts[slot] = in.number();
        }
        picker.filled.restore(in, weights == null ? null : Weights.scaled(weights));
        if (picked != NONE && !picker.filled.contains(picked)) {
            throw in.damaged("the picked stream " + picked + " has ended");
        }
        return picker;
    }
}
