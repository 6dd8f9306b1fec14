// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.structure.PersistentRandom;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;

/**
 * A stochastic picker whose streams come and go. With weights, whatever depends on the weights of all is computed anew when one comes or
 * goes: O(streams log streams).
 */
final class LiveStochasticPicker extends StochasticPicker implements LivePicker {

    /** Those of the streams that are there now. */
    private StochasticRules current;

    private LiveStochasticPicker(StochasticRules rules, long seed, StreamChooser streams, XoRoShiRo128PlusPlus random) {
        super(rules, seed, null, streams, random);
        current = rules;
    }

    /** Without any streams yet. */
    static LiveStochasticPicker start(StochasticRules rules, long seed) {
        return new LiveStochasticPicker(rules, seed, rules.streamChooser(seed, null), randomOf(seed));
    }

    @Override
    public void offer(int stream, double weight) {
        change(stream, weight);
        fillOneSlot();
    }

    @Override
    public void withdraw(int candidate) {
        change(candidate, 0);
    }

    @Override
    void leave(int slot, long gave) {
        int ending = active.stream[slot];
        active.empty(slot);
        change(ending, 0);
        fillOneSlot();
        keepDraw(slot);
    }

    private void change(int stream, double weight) {
        current = current.with(stream, weight);
        streams = weight > 0
                ? streams.entered(stream, current.shareWeights())
                : streams.left(stream, current.shareWeights());
        if (!active.weights().areEqual()) {
            active.reweigh(current.slotWeights());
        }
    }

    private void fillOneSlot() {
        int slot = active.firstEmpty();
        if (slot != NONE) {
            fillAnew(slot);
        }
    }

    /** Layout: the weights, if there are any; then as in a fixed pool. */
    @Override
    public void save(StateOut out) throws IOException {
        current.savePool(out);
        super.save(out);
    }

    static LiveStochasticPicker restore(StochasticRules saved, long seed, StateIn in) throws IOException {
        StochasticRules rules = saved.restorePool(in);
        long activations = in.number();
        int picked = in.number(rules.slots(), "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = PersistentRandom.restore(in);
        LiveStochasticPicker picker =
                new LiveStochasticPicker(rules, seed, rules.restoreStreamChooser(seed, null, in), random);
        picker.restore(activations, picked, false, in);
        return picker;
    }
}
