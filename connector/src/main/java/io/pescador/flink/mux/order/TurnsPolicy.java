// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes several samples of each stream in turn: a round robin whose batches have exact counts.
 *
 * <pre>{@code
 * Mux.of(List.of(a, b, c), TurnsPolicy.of(10, 5, 1))             // every 16 samples: 10 of a, 5 of b, 1 of c
 * Mux.of(classes, TurnsPolicy.of(4).distinct(8))                 // every 32 samples: 4 of each of 8 classes
 * }</pre>
 *
 * <p>All streams are open. A draw costs O(1), a round O(streams).
 *
 * @param turns how many samples each stream gives in its turn, by its number; one number for all streams
 * @param names of the streams that {@code turns} are meant for; empty: in the order of the streams
 * @param distinct 0: rounds are in the order of the streams. Else each round is in a new random order, in which so many turns in a row,
 *     also from one round into the next, are those of different streams
 * @param ended what becomes of a stream that ends
 */
@PublicEvolving
public record TurnsPolicy(List<Integer> turns, List<String> names, int distinct, Ended ended) implements Policy {

    /** What becomes of a stream that ends. */
    public enum Ended {
        /** It is passed over from then on, and its turn is over: the others keep theirs. */
        PASSED_OVER,
        /** It begins again in the same turn, unless it gave nothing: every turn is whole. */
        BEGINS_AGAIN
    }

    /** Copies the lists, and checks. */
    public TurnsPolicy {
        turns = List.copyOf(turns);
        names = List.copyOf(names);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("turns are empty: say how many samples a stream gives in its turn");
        }
        for (int turn : turns) {
            if (turn < 1) {
                throw new IllegalArgumentException("a turn is " + turn + ": it has at least one sample");
            }
        }
        if (distinct < 0) {
            throw new IllegalArgumentException("distinct is " + distinct + ": a number of turns is ≥ 0");
        }
    }

    /** @param turns of each stream, in their order, or one for all; a stream that ends begins again */
    public static TurnsPolicy of(int... turns) {
        List<Integer> list = new ArrayList<>();
        for (int turn : turns) {
            list.add(turn);
        }
        return new TurnsPolicy(list, List.of(), 0, Ended.BEGINS_AGAIN);
    }

    /** In a new random order each round, in which so many turns in a row are those of different streams, ≥ 1. */
    public TurnsPolicy distinct(int turnsInARow) {
        return new TurnsPolicy(turns, names, turnsInARow, ended);
    }

    /** Default {@link Ended#BEGINS_AGAIN}. */
    public TurnsPolicy ended(Ended what) {
        return new TurnsPolicy(turns, names, distinct, what);
    }

    /**
     * The policy for streams whose names are known: their turns, in their order.
     *
     * @throws IllegalArgumentException if a stream has no turn, or a turn no stream; the message names it
     */
    public TurnsPolicy inOrderOf(List<String> streams) {
        if (names.isEmpty()) {
            return this;
        }
        for (String name : names) {
            if (!streams.contains(name)) {
                throw new IllegalArgumentException(
                        "turns names \"" + name + "\", but no stream is called so: there are " + shown(streams));
            }
        }
        List<Integer> ordered = new ArrayList<>();
        for (String stream : streams) {
            int place = names.indexOf(stream);
            if (place < 0) {
                throw new IllegalArgumentException(
                        "turns has no number for stream \"" + stream + "\": give each stream its turn");
            }
            ordered.add(turns.get(place));
        }
        return new TurnsPolicy(ordered, List.of(), distinct, ended);
    }

    private static String shown(List<String> streams) {
        int most = Math.min(5, streams.size());
        return String.join(", ", streams.subList(0, most)) + (most < streams.size() ? ", …" : "");
    }

    @Override
    public String kind() {
        return "round_robin";
    }

    @Override
    public NodeKind node() {
        return NodeKind.TURNS;
    }

    @Override
    public String settings() {
        return "turns " + turns + " distinct " + distinct + " " + ended;
    }

    @Override
    public int slots(int streams) {
        return streams;
    }

    @Override
    public boolean finite(FixedPool pool) {
        return ended == Ended.PASSED_OVER && pool.finite();
    }

    @Override
    public double[] targetShares(FixedPool pool) {
        if (ended == Ended.PASSED_OVER || !names.isEmpty()) {
            return null;
        }
        double[] shares = new double[pool.size()];
        double sum = 0;
        for (int stream = 0; stream < shares.length; stream++) {
            shares[stream] = turn(pool, stream);
            sum += shares[stream];
        }
        for (int stream = 0; stream < shares.length; stream++) {
            shares[stream] /= sum;
        }
        return shares;
    }

    private int turn(FixedPool pool, int stream) {
        return turns.get(turns.size() == 1 ? 0 : pool.id(stream));
    }

    @Override
    public Pickers<Picker> over(FixedPool pool) {
        pool.refuseWeights(kind());
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(
                    "turns are given by name, " + names + ": say whose in the order of the streams");
        }
        int streams = pool.id(pool.size() - 1) + 1;
        if (turns.size() > 1 && (turns.size() < streams || pool.portion() == 1 && turns.size() != streams)) {
            throw new IllegalArgumentException(
                    turns.size() + " turns for " + streams + " streams: give each stream its turn");
        }
        if (distinct > pool.size()) {
            throw new IllegalArgumentException("distinct is " + distinct + ", and there are " + pool.size()
                    + " streams: a batch cannot have more different ones than there are");
        }
        int[] each = new int[pool.size()];
        for (int stream = 0; stream < each.length; stream++) {
            each[stream] = turn(pool, stream);
        }
        return new Fixed(each, distinct, ended);
    }

    private record Fixed(int[] turns, int distinct, Ended ended) implements Pickers<Picker> {

        @Override
        public Picker start(PickerContext context) {
            return TurnsPicker.start(turns, distinct, ended, context.seed());
        }

        @Override
        public Picker restore(PickerContext context, StateIn in) throws IOException {
            return TurnsPicker.restore(turns, distinct, ended, context.seed(), in);
        }
    }
}
