// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** Takes the first stream until it ends, then the second, and so on; one slot holds them in turn. Every operation costs O(1). */
final class ChainPicker implements Picker {

    private final int streams;
    private final boolean cycles;
    private final long seed;
    private long ordinal;
    private boolean gave;
    private boolean ended;

    private ChainPicker(int streams, boolean cycles, long seed) {
        this.streams = streams;
        this.cycles = cycles;
        this.seed = seed;
    }

    /** @param cycles whether it begins again after the last stream, provided that any gave anything */
    static ChainPicker start(int streams, boolean cycles, long seed) {
        return new ChainPicker(streams, cycles, seed);
    }

    @Override
    public int pick() {
        return ended ? NONE : 0;
    }

    @Override
    public boolean given() {
        gave = true;
        return false;
    }

    @Override
    public void ended() {
        ordinal++;
        if (ordinal % streams == 0) {
            ended = !cycles || !gave;
            gave = false;
        }
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public int stream(int slot) {
        return ended ? NONE : (int) (ordinal % streams);
    }

    @Override
    public long ordinal(int slot) {
        return ordinal;
    }

    @Override
    public long seed(int slot) {
        return Seeds.mix(seed, ordinal);
    }

    @Override
    public long quotaLeft(int slot) {
        return Long.MAX_VALUE;
    }

    /** Layout: varint ordinal of the activation; whether this pass gave anything; whether the mux is at its end. */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(ordinal);
        out.flag(gave);
        out.flag(ended);
    }

    static ChainPicker restore(int streams, boolean cycles, long seed, StateIn in) throws IOException {
        ChainPicker picker = new ChainPicker(streams, cycles, seed);
        picker.ordinal = in.number();
        picker.gave = in.flag();
        picker.ended = in.flag();
        return picker;
    }
}
