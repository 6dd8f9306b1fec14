// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Seeds;
import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import java.io.IOException;

/** Takes the first stream until it ends, then the second, and so on; one slot holds them in turn. Every operation costs O(1). */
final class ChainPicker implements OpenPicker {

    private final boolean open;
    private int streams;
    private final boolean cycles;
    private final long seed;
    private long ordinal;
    private boolean gave;
    private boolean ended;

    private ChainPicker(int streams, boolean cycles, boolean open, long seed) {
        this.open = open;
        this.streams = streams;
        this.cycles = cycles;
        this.seed = seed;
    }

    /** @param cycles whether it begins again after the last stream, provided that any gave anything */
    static ChainPicker start(int streams, boolean cycles, long seed) {
        return new ChainPicker(streams, cycles, false, seed);
    }

    /** Without any streams yet; they come in the order in which they are offered. */
    static ChainPicker open(long seed) {
        ChainPicker picker = new ChainPicker(0, false, true, seed);
        picker.ended = true;
        return picker;
    }

    /** @param stream how many were offered before */
    @Override
    public void offer(int stream, double weight) {
        streams = stream + 1;
        ended = false;
    }

    /** A chain cannot let go of a stream that it has still to come to. */
    @Override
    public void withdraw(int stream) {
        throw new UnsupportedOperationException("stream " + stream + " of a chain has still to come");
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
        if (open) {
            ended = ordinal == streams;
        } else if (ordinal % streams == 0) {
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
        return ended ? NONE : open ? (int) ordinal : (int) (ordinal % streams);
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

    /** Layout: varint how many streams an open pool was offered; varint ordinal of the activation; whether this pass gave anything; whether the mux is at its end. */
    @Override
    public void save(StateOut out) throws IOException {
        if (open) {
            out.number(streams);
        }
        out.number(ordinal);
        out.flag(gave);
        out.flag(ended);
    }

    static ChainPicker restore(int streams, boolean cycles, long seed, StateIn in) throws IOException {
        return restore(new ChainPicker(streams, cycles, false, seed), in);
    }

    static ChainPicker restoreOpen(long seed, StateIn in) throws IOException {
        return restore(new ChainPicker(in.number(Integer.MAX_VALUE, "the number of streams"), false, true, seed), in);
    }

    private static ChainPicker restore(ChainPicker picker, StateIn in) throws IOException {
        picker.ordinal = in.number();
        picker.gave = in.flag();
        picker.ended = in.flag();
        return picker;
    }
}
