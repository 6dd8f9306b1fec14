// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Seeds;
import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;

/**
 * Draws from all streams at random by weight. A stream that ends starts again if it gave anything since it was opened; else it is out.
 * A draw costs O(1), or O(log of the ratio of the largest weight to the smallest) with weights.
 */
final class ShuffledPicker implements Picker {

    private static final long DRAWS = -3;

    private final long seed;
    private final double[] weights;
    private final boolean keepsDraw;
    private final XoRoShiRo128PlusPlus random;
    private final SlotDraw filled;
    private final long[] restarts;
    private final IdSet gave;
    private final int slots;
    private int picked = NONE;

    private ShuffledPicker(
            long seed, double[] weights, int slots, boolean keepsDraw, XoRoShiRo128PlusPlus random, IdSet gave) {
        this.seed = seed;
        this.weights = weights;
        this.slots = slots;
        this.keepsDraw = keepsDraw;
        this.random = random;
        this.gave = gave;
        filled = weights == null ? new UniformSlots(slots) : new WeightedSlots(slots, weights);
        restarts = new long[slots];
    }

    /**
     * @param weights of sum 1, or null for equal chances
     * @param keepsDraw whether a draw that finds the end of a stream takes the first item of its next run, instead of drawing again
     */
    static ShuffledPicker start(double[] weights, int streams, boolean keepsDraw, long seed) {
        ShuffledPicker picker = new ShuffledPicker(
                seed, weights, streams, keepsDraw, DrawRandom.of(Seeds.mix(seed, DRAWS)), IdSet.empty(streams));
        for (int slot = 0; slot < streams; slot++) {
            if (weights == null || weights[slot] > 0) {
                picker.filled.add(slot, weights == null ? 1 : weights[slot]);
            }
        }
        return picker;
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
        if (gave.remove(slot)) {
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

    /** The ordinal of run r of stream s is r · slots + s. */
    @Override
    public long seed(int slot) {
        return Seeds.mix(seed, restarts[slot] * slots + slot);
    }

    @Override
    public long quotaLeft(int slot) {
        return Long.MAX_VALUE;
    }

    /** Layout: varint picked slot + 1; the random state; which streams gave something; varint restarts of each; the order of the slots. */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(picked + 1);
        DrawRandom.save(random, out);
        gave.save(out);
        for (long count : restarts) {
            out.number(count);
        }
        filled.save(out);
    }

    static ShuffledPicker restore(double[] weights, int streams, boolean keepsDraw, long seed, StateIn in)
            throws IOException {
        int picked = in.number(streams, "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = DrawRandom.restore(in);
        ShuffledPicker picker =
                new ShuffledPicker(seed, weights, streams, keepsDraw, random, IdSet.restore(streams, in));
        picker.picked = picked;
        for (int slot = 0; slot < streams; slot++) {
            picker.restarts[slot] = in.number();
        }
        picker.filled.restore(in, weights);
        return picker;
    }
}
