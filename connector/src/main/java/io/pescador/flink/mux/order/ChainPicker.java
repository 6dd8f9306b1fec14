// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.order.ChainPolicy.Mode;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** Takes the first stream until it ends, then the second, and so on; one slot holds them in turn. Every operation costs O(1). */
final class ChainPicker implements Picker {

    private final int streams;
    private final Mode mode;
    private long ordinal;
    private boolean gave;
    private boolean ended;

    private ChainPicker(int streams, Mode mode) {
        this.streams = streams;
        this.mode = mode;
    }

    static ChainPicker start(int streams, Mode mode) {
        return new ChainPicker(streams, mode);
    }

    @Override
    public int pick() {
        return ended ? NONE : 0;
    }

    @Override
    public boolean emitted() {
        gave = true;
        return false;
    }

    @Override
    public void ended() {
        ordinal++;
        if (ordinal % streams == 0) {
            ended = mode == Mode.EXHAUSTIVE || !gave;
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

    /** Layout: varint ordinal of the activation; whether this pass gave anything; whether the mux is at its end. */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(ordinal);
        out.flag(gave);
        out.flag(ended);
    }

    static ChainPicker restore(int streams, Mode mode, StateIn in) throws IOException {
        ChainPicker picker = new ChainPicker(streams, mode);
        picker.ordinal = in.number();
        picker.gave = in.flag();
        picker.ended = in.flag();
        return picker;
    }
}
