// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.order.TurnsPolicy.Ended;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Takes as many samples of each stream in turn as its turn has, round by round. */
final class TurnsPicker implements Picker {

    private static final long ORDER = -5;

    private final int[] turns;
    private final int distinct;
    private final Ended whenEnded;
    private final long seed;
    private final RankedBitSet left;
    private final long[] openings;
    private final boolean[] gave;
    private long round;
    private int[] order;
    private int position;
    private int taken;

    private TurnsPicker(int[] turns, int distinct, Ended whenEnded, long seed, RankedBitSet left) {
        this.turns = turns;
        this.distinct = distinct;
        this.whenEnded = whenEnded;
        this.seed = seed;
        this.left = left;
        openings = new long[turns.length];
        gave = new boolean[turns.length];
    }

    static TurnsPicker start(int[] turns, int distinct, Ended whenEnded, long seed) {
        TurnsPicker picker = new TurnsPicker(turns, distinct, whenEnded, seed, RankedBitSet.full(turns.length));
        picker.order = picker.following(new int[0]);
        return picker;
    }

    /** The order of the round after one of the order {@code before}. */
    private int[] following(int[] before) {
        if (distinct == 0) {
            return IntStream.range(0, left.size()).map(left::get).toArray();
        }
        int apart = Math.min(distinct, left.size());
        // The streams of the last turns, which have to wait: the last one for longest.
        int[] last = new int[apart];
        Arrays.fill(last, NONE);
        boolean[] waits = new boolean[turns.length];
        for (int i = before.length - 1, turn = 1; i >= 0 && turn < apart; i--) {
            if (left.contains(before[i])) {
                waits[before[i]] = true;
                last[turn++] = before[i];
            }
        }
        int[] eligible = new int[left.size()];
        int size = 0;
        for (int i = 0; i < left.size(); i++) {
            int stream = left.get(i);
            if (!waits[stream]) {
                eligible[size++] = stream;
            }
        }
        // With as many to choose from at each place, every order that keeps them apart is equally probable.
        UniformRandomProvider random = new SplitMix64(Seeds.mix(Seeds.mix(seed, ORDER), round));
        int[] next = new int[left.size()];
        for (int place = 0; place < next.length; place++) {
            if (place > 0 && place < apart && last[apart - place] != NONE) {
                eligible[size++] = last[apart - place];
            }
            int chosen = random.nextInt(size);
            next[place] = eligible[chosen];
            eligible[chosen] = eligible[--size];
        }
        return next;
    }

    @Override
    public int pick() {
        return left.size() == 0 ? NONE : order[position];
    }

    @Override
    public boolean emitted() {
        int stream = order[position];
        gave[stream] = true;
        taken++;
        if (taken == turns[stream]) {
            next();
        }
        return false;
    }

    @Override
    public void ended() {
        int stream = order[position];
        if (whenEnded == Ended.BEGINS_AGAIN && gave[stream]) {
            gave[stream] = false;
            openings[stream]++;
        } else {
            left.remove(stream);
            next();
        }
    }

    private void next() {
        taken = 0;
        if (left.size() == 0) {
            return;
        }
        do {
            position++;
            if (position == order.length) {
                round++;
                order = following(order);
                position = 0;
            }
        } while (!left.contains(order[position]));
    }

    @Override
    public int slots() {
        return turns.length;
    }

    @Override
    public int stream(int slot) {
        return left.contains(slot) ? slot : NONE;
    }

    /** That of opening o of stream s is o · streams + s. */
    @Override
    public long ordinal(int slot) {
        return openings[slot] * turns.length + slot;
    }

    /**
     * Layout: varint round; the streams that are left; varint length of the round and its streams; varint position; varint number of
     * samples of the turn; for each stream varint openings and whether it gave anything since.
     */
    @Override
    public void save(StateOut out) throws IOException {
        out.number(round);
        left.save(out);
        out.number(order.length);
        for (int stream : order) {
            out.number(stream);
        }
        out.number(position);
        out.number(taken);
        for (int stream = 0; stream < turns.length; stream++) {
            out.number(openings[stream]);
            out.flag(gave[stream]);
        }
    }

    static TurnsPicker restore(int[] turns, int distinct, Ended whenEnded, long seed, StateIn in) throws IOException {
        long round = in.number();
        TurnsPicker picker = new TurnsPicker(turns, distinct, whenEnded, seed, RankedBitSet.restore(turns.length, in));
        picker.round = round;
        picker.order = new int[in.number(turns.length, "the length of a round")];
        for (int i = 0; i < picker.order.length; i++) {
            picker.order[i] = in.number(turns.length - 1, "a stream");
        }
        picker.position = in.number(Math.max(0, picker.order.length - 1), "the place in a round");
        if (picker.left.size() > 0
                && (picker.order.length == 0 || !picker.left.contains(picker.order[picker.position]))) {
            throw in.damaged("it is the turn of a stream that has ended");
        }
        picker.taken = in.number(Integer.MAX_VALUE, "the samples of a turn");
        if (picker.left.size() > 0 && picker.taken >= turns[picker.order[picker.position]]) {
            throw in.damaged("a turn has " + picker.taken + " samples");
        }
        for (int stream = 0; stream < turns.length; stream++) {
            picker.openings[stream] = in.number();
            picker.gave[stream] = in.flag();
        }
        return picker;
    }
}
