// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;

/** Draws filled slots with equal chances. Every operation costs O(1). */
@Internal
public final class UniformSlots implements SlotSampler {

    private final int[] filled;
    private final int[] position;
    private int size;

    public UniformSlots(int slots) {
        filled = new int[slots];
        position = new int[slots];
    }

    @Override
    public void add(int slot, double weight) {
        position[slot] = size;
        filled[size++] = slot;
    }

    @Override
    public void remove(int slot) {
        int last = filled[--size];
        filled[position[slot]] = last;
        position[last] = position[slot];
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public boolean contains(int slot) {
        return position[slot] < size && filled[position[slot]] == slot;
    }

    @Override
    public int draw(UniformRandomProvider random) {
        return filled[random.nextInt(size)];
    }

    @Override
    public double chance(int slot) {
        return 1.0 / filled.length;
    }

    @Override
    public void save(StateOut out) throws IOException {
        IdListCodec.save(out, filled, size);
    }

    @Override
    public void restore(StateIn in, double[] weights) throws IOException {
        for (int slot : IdListCodec.restore(in, filled.length)) {
            add(slot, 1);
        }
    }
}
