// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.structure.SlotSampler;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * What the slots of a mux hold: of each the stream, the number of its activation, its quota and how much of that remains. Arrays, since a
 * draw should touch one line of the processor's cache: {@link #remaining} is all that a draw without weights has to know.
 */
final class ActiveSet {

    final int[] stream;
    final long[] ordinal;

    /** The quota. */
    final long[] granted;

    /** The quota, or what the stream is expected to give if that is less. */
    final long[] charged;

    /** What the stream gave under the same quota before the mux's activation that holds it. */
    final long[] carried;

    final long[] remaining;

    private SlotWeights weights;
    private SlotSampler filled;

    ActiveSet(int slots, SlotWeights weights) {
        stream = new int[slots];
        Arrays.fill(stream, Picker.NONE);
        ordinal = new long[slots];
        granted = new long[slots];
        charged = new long[slots];
        carried = new long[slots];
        remaining = new long[slots];
        this.weights = weights;
        filled = weights.sampler(slots);
    }

    int slots() {
        return stream.length;
    }

    /** Draws among the filled slots. */
    SlotSampler filled() {
        return filled;
    }

    SlotWeights weights() {
        return weights;
    }

    void fill(int slot, int chosen, long number) {
        stream[slot] = chosen;
        ordinal[slot] = number;
        filled.add(slot, weights.of(chosen));
    }

    /** Gives what a slot holds a quota. */
    void grant(int slot, long samples) {
        granted[slot] = samples;
        remaining[slot] = samples;
    }

    void empty(int slot) {
        filled.remove(slot);
        stream[slot] = Picker.NONE;
    }

    boolean holds(int slot) {
        return stream[slot] != Picker.NONE;
    }

    /** The first slot that holds nothing; {@link Picker#NONE} if there is none. */
    int firstEmpty() {
        for (int slot = 0; slot < stream.length; slot++) {
            if (stream[slot] == Picker.NONE) {
                return slot;
            }
        }
        return Picker.NONE;
    }

    /** The slots that hold something, rising. */
    int[] held() {
        return IntStream.range(0, stream.length).filter(this::holds).toArray();
    }

    /** How much of its quota a slot gave. */
    long gave(int slot) {
        return granted[slot] - remaining[slot];
    }

    /** The slots whose activations end when rules with other weights come into force. */
    int[] beyondTheirShares(StochasticRules rules) {
        int[] slots = held();
        BitSet beyond = rules.beyondTheirShares(
                IntStream.of(slots).map(slot -> stream[slot]).toArray(),
                IntStream.of(slots).mapToLong(this::owed).toArray());
        return beyond.stream().map(i -> slots[i]).toArray();
    }

    private long owed(int slot) {
        return Math.max(0, charged[slot] - gave(slot));
    }

    /** From now on draws by other weights. A slot whose stream has none any more is not drawn. */
    void reweigh(SlotWeights others) {
        SlotSampler before = filled;
        weights = others;
        filled = others.sampler(stream.length);
        for (int slot = 0; slot < stream.length; slot++) {
            if (before.contains(slot) && others.of(stream[slot]) > 0) {
                filled.add(slot, others.of(stream[slot]));
            }
        }
    }

    // ---- state

    /**
     * Layout: for each slot varint stream + 1 and, where it holds one, varint ordinal, quota (0: none), signed varint charge, varint samples
     * given and samples given before under the same quota; the order of the filled slots.
     */
    void save(StateOut out) throws IOException {
        for (int slot = 0; slot < stream.length; slot++) {
            out.number(stream[slot] + 1);
            if (holds(slot)) {
                out.number(ordinal[slot]);
                out.number(granted[slot] == Long.MAX_VALUE ? 0 : granted[slot]);
                out.signed(charged[slot] == Long.MAX_VALUE ? 0 : charged[slot]);
                out.number(gave(slot));
                out.number(carried[slot]);
            }
        }
        filled.save(out);
    }

    /**
     * Fills slots as they were.
     *
     * @param leastRemaining how much of its quota each has left at least
     */
    void restore(StateIn in, int streams, long leastRemaining) throws IOException {
        double[] drawn = new double[stream.length];
        for (int slot = 0; slot < stream.length; slot++) {
            stream[slot] = in.number(streams, "the number of a stream") - 1;
            if (holds(slot)) {
                ordinal[slot] = in.number();
                long quotaOrNone = in.number();
                granted[slot] = quotaOrNone == 0 ? Long.MAX_VALUE : quotaOrNone;
                charged[slot] = in.signed();
                long gave = in.number(granted[slot], "the number of samples given");
                carried[slot] = in.number();
                remaining[slot] = granted[slot] - gave;
                if (charged[slot] > granted[slot] || remaining[slot] < leastRemaining) {
                    throw in.damaged("slot " + slot + " holds an activation of " + quotaOrNone + " samples that gave "
                            + gave + " and is charged " + charged[slot]);
                }
                drawn[slot] = weights.of(stream[slot]);
            }
        }
        filled.restore(in, drawn);
        for (int slot = 0; slot < stream.length; slot++) {
            if (filled.contains(slot) != holds(slot)) {
                throw in.damaged("slot " + slot + " is both filled and empty");
            }
        }
    }
}
