// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.structure.IndexedPriorityQueue;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The order in which streams of unknown length are activated for the first time, held against the turns of those that were active before.
 *
 * <p>A stream is <em>fresh</em> until its first activation. It is due when its key says, like any other stream. That time is right if
 * activations use up their quotas. Where streams end earlier, first activations have to follow one another more quickly. Otherwise the
 * streams that were active before take the share of those that were not (measured: .82 for .50 along 8000 draws). How much more quickly is
 * learned from the first activations that are over: time shrinks by what they gave, in parts of what they were granted. Each power of two
 * of the weights learns by itself, since light streams, whose turns come last, may have other lengths than heavy ones (measured: 1.5 times
 * the bound otherwise).
 *
 * <p>The order within a power of two depends on keys alone, so that what is learned moves nothing in a heap. While no stream ends early, all first turns come
 * exactly when they are due. Choosing costs O(g), g being the number of powers of two among the weights. 17 bytes a stream.
 */
final class FirstTurns {

    private final int streams;
    private final IntToDoubleFunction keys;
    private final IntToDoubleFunction weights;
    private final RankedBitSet fresh;

    /** Streams whose first activation is open. */
    private final RankedBitSet open;

    private Group[] groups = {};
    private int lowest; // the exponent of the weights of the first group
    private double from;

    private FirstTurns(
            int streams, IntToDoubleFunction keys, IntToDoubleFunction weights, RankedBitSet fresh, RankedBitSet open) {
        this.streams = streams;
        this.keys = keys;
        this.weights = weights;
        this.fresh = fresh;
        this.open = open;
    }

    /**
     * No stream is fresh yet.
     *
     * @param keys when a stream is due, if it uses up its quotas
     */
    static FirstTurns none(int streams, IntToDoubleFunction keys, IntToDoubleFunction weights) {
        return new FirstTurns(streams, keys, weights, RankedBitSet.empty(streams), RankedBitSet.empty(streams));
    }

    /**
     * Begins anew: nothing is learned yet.
     *
     * @param isCandidate whether a stream ever has a turn
     * @param held those of them that have had their first turn; all others are fresh
     */
    void begin(IntPredicate isCandidate, RankedBitSet held) {
        fresh.clear();
        open.clear();
        IntStream.range(0, streams).filter(isCandidate).forEach(stream -> (held.contains(stream) ? open : fresh)
                .add(stream));
        group();
    }

    /** Treats none of these streams as fresh. */
    void leaveOut(RankedBitSet known) {
        for (int stream = 0; stream < streams; stream++) {
            if (known.contains(stream)) {
                fresh.remove(stream);
                open.remove(stream);
            }
        }
        group();
    }

    /**
     * Keys and weights are others from now on. What was learned of any first activation holds for all.
     *
     * @param isCandidate whether a stream ever has a turn
     * @param freshNow streams that were never activated
     * @param isCut whether the first activation of a stream began in its middle, so that nothing can be learned from it
     */
    void revise(IntPredicate isCandidate, RankedBitSet freshNow, IntPredicate isCut) {
        // The mean over the groups whose sums are saved: their sum would grow with each revision.
        Group[] learned =
                Arrays.stream(groups).filter(group -> group.order.size() > 0).toArray(Group[]::new);
        long granted = 0;
        long gave = 0;
        for (Group group : learned) {
            granted += group.granted;
            gave += group.gave;
        }
        granted /= Math.max(1, learned.length);
        gave = granted == 0 ? 0 : Math.max(1, gave / learned.length);
        fresh.clear();
        for (int stream = 0; stream < streams; stream++) {
            if (freshNow.contains(stream) && isCandidate.test(stream)) {
                fresh.add(stream);
            }
            if (!isCandidate.test(stream) || isCut.test(stream)) {
                open.remove(stream);
            }
        }
        group();
        for (Group group : groups) {
            group.granted = granted;
            group.gave = gave;
        }
    }

    /** Keys of fresh streams are others: puts them in order again. */
    void reorder() {
        Group[] before = groups;
        group();
        for (int i = 0; i < groups.length; i++) {
            groups[i].granted = before[i].granted;
            groups[i].gave = before[i].gave;
        }
    }

    private void group() {
        int highest = Integer.MIN_VALUE;
        lowest = Integer.MAX_VALUE;
        for (int stream = 0; stream < streams; stream++) {
            if (weights.applyAsDouble(stream) > 0) {
                lowest = Math.min(lowest, exponent(stream));
                highest = Math.max(highest, exponent(stream));
            }
        }
        int[] sizes = new int[Math.max(0, highest - lowest + 1)];
        freshOnes().forEach(stream -> sizes[exponent(stream) - lowest]++);
        groups = IntStream.of(sizes).mapToObj(Group::new).toArray(Group[]::new);
        freshOnes().forEach(stream -> group(stream).add(stream, keys.applyAsDouble(stream)));
    }

    private IntStream freshOnes() {
        return IntStream.range(0, streams).filter(fresh::contains);
    }

    private int exponent(int stream) {
        return Math.getExponent(weights.applyAsDouble(stream));
    }

    private Group group(int stream) {
        return groups[exponent(stream) - lowest];
    }

    /** What is learned scales only the time from now on: the streams that fill the slots at the beginning of a run came before. */
    void scaleFrom(double now) {
        from = now;
    }

    /** When a turn comes that was due at that time, if what is left until then shrinks to that part. */
    double scaled(double due, double part) {
        return due <= from ? due : from + (due - from) * part;
    }

    /** When the turn of a fresh stream is due that comes at a time. */
    double unscaled(int stream, double time) {
        Group group = group(stream);
        return time <= from || group.gave == group.granted
                ? time
                : from + (time - from) * ((double) group.granted / group.gave);
    }

    int size() {
        return fresh.size();
    }

    boolean isFresh(int stream) {
        return fresh.size() > 0 && fresh.contains(stream);
    }

    /** The fresh stream whose turn comes first; of equal ones, the one with the lesser number. There must be one. */
    int first() {
        int first = -1;
        double least = Double.POSITIVE_INFINITY;
        for (Group group : groups) {
            if (group.order.size() > 0) {
                double time = time(group, group.order.firstKey());
                if (first < 0 || time < least || time == least && group.first() < first) {
                    first = group.first();
                    least = time;
                }
            }
        }
        return first;
    }

    /** Fresh streams, among them the first {@code count} ones; in no order. */
    IntStream firsts(int count) {
        return Arrays.stream(groups).flatMapToInt(group -> group.firsts(count));
    }

    /** When the first turn of a fresh stream comes. */
    double time(int stream) {
        return time(group(stream), keys.applyAsDouble(stream));
    }

    private double time(Group group, double due) {
        return group.gave == group.granted ? due : scaled(due, (double) group.gave / group.granted);
    }

    /** A fresh stream that comes first in its group is activated. */
    void activated(int stream) {
        group(stream).removeFirst();
        fresh.remove(stream);
        open.add(stream);
    }

    /** The first activation of a stream is over, if it is open. */
    void over(int stream, long granted, long gave) {
        if (open.size() > 0 && open.remove(stream)) {
            Group group = group(stream);
            group.granted += granted;
            group.gave += gave;
        }
    }

    void drop(int stream) {
        open.remove(stream);
    }

    // ---- state

    /**
     * Layout: the fresh streams; those whose first activation is open; the bits of the time from which on others are scaled; for each power of two that has
     * fresh streams, from the lowest on, varint what first activations were granted, and gave.
     */
    void save(StateOut out) throws IOException {
        fresh.save(out);
        open.save(out);
        out.bits(Double.doubleToRawLongBits(from));
        for (Group group : groups) {
            if (group.order.size() > 0) {
                out.number(group.granted);
                out.number(group.gave);
            }
        }
    }

    static FirstTurns restore(int streams, IntToDoubleFunction keys, IntToDoubleFunction weights, StateIn in)
            throws IOException {
        FirstTurns turns = new FirstTurns(
                streams, keys, weights, RankedBitSet.restore(streams, in), RankedBitSet.restore(streams, in));
        if (turns.freshOnes().anyMatch(stream -> weights.applyAsDouble(stream) == 0)) {
            throw in.damaged("a stream without a weight waits for its first turn");
        }
        turns.from = Double.longBitsToDouble(in.bits());
        if (!(turns.from >= 0)) {
            throw in.damaged("first turns are scaled from the time " + turns.from + " on");
        }
        turns.group();
        for (Group group : turns.groups) {
            if (group.order.size() > 0) {
                group.granted = in.number();
                group.gave = in.number();
            }
        }
        return turns;
    }

    /** The fresh streams whose weights lie within a power of two. */
    private static final class Group {

        private final int[] members; // rising
        private final IndexedPriorityQueue order; // of the positions in members
        private int added;
        private long granted;
        private long gave;

        Group(int size) {
            members = new int[size];
            order = new IndexedPriorityQueue(size);
        }

        void add(int stream, double key) {
            members[added] = stream;
            order.add(added++, key);
        }

        int first() {
            return members[order.first()];
        }

        IntStream firsts(int count) {
            return order.size() == 0
                    ? IntStream.empty()
                    : IntStream.of(order.first(count)).map(i -> members[i]);
        }

        void removeFirst() {
            order.remove(order.first());
        }
    }
}
