// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.order.RoundRobinPolicy.Mode;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

import java.io.IOException;
import java.util.stream.IntStream;

/**
 * Takes one sample of each stream in turn. A stream that ends is passed over; once all have ended, they start again where the mode says
 * so, provided that any of them gave anything. Every operation costs O(1), a new pass O(streams).
 */
final class RoundRobinPicker implements LivePicker {

    private static final long ORDER = -4;

    private final long seed;
    private final Mode mode;
    private final int streams;
    private final int[] next;
    private final RankedBitSet left;
    private int[] order;
    private long pass;
    private int turn;
    private int before;
    private boolean gave;

    private RoundRobinPicker(int streams, Mode mode, long seed, long pass, RankedBitSet left) {
        this.streams = streams;
        this.mode = mode;
        this.seed = seed;
        this.pass = pass;
        this.left = left;
        next = new int[streams];
        line();
    }

    static RoundRobinPicker start(int streams, Mode mode, long seed) {
        RoundRobinPicker picker = new RoundRobinPicker(streams, mode, seed, 0, RankedBitSet.full(streams));
        picker.turn = picker.firstFrom(0);
        picker.before = picker.lastBefore(picker.turn);
        return picker;
    }

    /**
     * Without any streams yet; they take turns in the order of their numbers, and one that ends leaves.
     *
     * @param streams the most there are at a time
     */
    static RoundRobinPicker live(int streams, long seed) {
        RoundRobinPicker picker = new RoundRobinPicker(streams, Mode.EXHAUSTIVE, seed, 0, RankedBitSet.empty(streams));
        picker.turn = NONE;
        picker.before = NONE;
        return picker;
    }

    @Override
    public void offer(int stream, double weight) {
        left.add(stream);
        line();
        turn = turn == NONE ? stream : turn;
        before = lastBefore(turn);
    }

    @Override
    public void withdraw(int stream) {
        left.remove(stream);
        line();
        turn = turn == stream ? firstFrom(stream) : turn;
        before = lastBefore(turn);
    }

    /** Puts the streams in the order of this pass; each position points to the next whose stream is left. */
    private void line() {
        order = IntStream.range(0, streams).toArray();
        if (mode == Mode.PERMUTED_CYCLE && pass > 0) {
            UniformRandomProvider random = new SplitMix64(Seeds.mix(Seeds.mix(seed, ORDER), pass));
            for (int i = streams - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int moved = order[i];
                order[i] = order[j];
                order[j] = moved;
            }
        }
        int following = NONE;
        for (int position = streams - 1; position >= 0; position--) {
            next[position] = following;
            following = left.contains(order[position]) ? position : following;
        }
        for (int position = streams - 1; position >= 0 && next[position] == NONE; position--) {
            next[position] = following;
        }
    }

    private int firstFrom(int position) {
        return left.size() == 0 ? NONE : left.contains(order[position]) ? position : next[position];
    }

    private int lastBefore(int position) {
        int last = position;
        for (int i = 0; position != NONE && next[last] != position && i < streams; i++) {
            last = next[last];
        }
        return last;
    }

    @Override
    public int pick() {
        return turn == NONE ? NONE : order[turn];
    }

    @Override
    public boolean emitted() {
        gave = true;
        before = turn;
        turn = next[turn];
        return false;
    }

    @Override
    public void ended() {
        left.remove(order[turn]);
        if (left.size() > 0) {
            next[before] = next[turn];
            turn = next[turn];
        } else if (gave && mode != Mode.EXHAUSTIVE) {
            pass++;
            gave = false;
            for (int stream = 0; stream < streams; stream++) {
                left.add(stream);
            }
            line();
            turn = 0;
            before = streams - 1;
        } else {
            turn = NONE;
        }
    }

    @Override
    public int slots() {
        return streams;
    }

    @Override
    public int stream(int slot) {
        return left.contains(slot) ? slot : NONE;
    }

    /** That of pass p of stream s is p · streams + s. */
    @Override
    public long ordinal(int slot) {
        return pass * streams + slot;
    }

    /** Layout: varint pass; the streams that have not ended in it; varint position of the turn + 1; whether this pass gave anything. */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(pass);
        left.save(out);
        out.number(turn + 1);
        out.flag(gave);
    }

    static RoundRobinPicker restore(int streams, Mode mode, long seed, StateIn in) throws IOException {
        long pass = in.number();
        RoundRobinPicker picker = new RoundRobinPicker(streams, mode, seed, pass, RankedBitSet.restore(streams, in));
        picker.turn = in.number(streams, "the turn") - 1;
        picker.gave = in.flag();
        if (picker.turn != NONE && !picker.left.contains(picker.order[picker.turn])) {
            throw in.damaged("it is the turn of a stream that has ended");
        }
        picker.before = picker.lastBefore(picker.turn);
        return picker;
    }
}
