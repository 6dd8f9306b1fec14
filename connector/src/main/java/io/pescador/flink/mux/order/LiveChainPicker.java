// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.ArrayDeque;

/** A chain of streams that turn up: they come in the order in which they are offered, and each goes when it ends. */
final class LiveChainPicker implements LivePicker {

    private final ArrayDeque<Integer> streams = new ArrayDeque<>();
    private long ordinal;

    static LiveChainPicker start() {
        return new LiveChainPicker();
    }

    @Override
    public void offer(int stream, double weight) {
        streams.add(stream);
    }

    /** Costs O(streams). */
    @Override
    public void withdraw(int stream) {
        streams.remove(stream);
    }

    @Override
    public int pick() {
        return streams.isEmpty() ? NONE : 0;
    }

    @Override
    public boolean emitted() {
        return false;
    }

    @Override
    public void ended() {
        streams.remove();
        ordinal++;
    }

    @Override
    public int slots() {
        return 1;
    }

    @Override
    public int stream(int slot) {
        return streams.isEmpty() ? NONE : streams.element();
    }

    @Override
    public long ordinal(int slot) {
        return ordinal;
    }

    /** Layout: varint ordinal of the activation, how many streams are left, and each of them in order. */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(ordinal);
        out.number(streams.size());
        for (int stream : streams) {
            out.number(stream);
        }
    }

    static LiveChainPicker restore(StateIn in) throws IOException {
        LiveChainPicker picker = new LiveChainPicker();
        picker.ordinal = in.number();
        for (int n = in.number(Integer.MAX_VALUE, "the number of streams"); n > 0; n--) {
            picker.streams.add(in.number(Integer.MAX_VALUE, "the number of a stream"));
        }
        return picker;
    }
}
