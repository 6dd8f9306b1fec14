// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;

/**
 * Candidates that are chosen so that the long-run share of each is its weight, however few are open at a time and however long they are.
 *
 * <p>Next is the one with the least (charged + start) / weight. <em>Charged</em> is what the stream gave and what its activations may
 * still give; what they do not use is refunded. <em>Start</em> is a uniform part of a quota drawn by its size, a hash of the mux's activation
 * and the stream: with it mean shares are right from the first draw ({@link StochasticRules}), and where each stream is chosen once,
 * the order is a weighted random one. Ties go to the lesser number.
 *
 * <p>A binary heap: choosing costs O(1), charging O(log n); 48 bytes a stream. Keys are computed afresh from whole numbers, so that
 * nothing depends on the order of events.
 */
final class ShareCandidates implements Candidates {

    private static final int ABSENT = -1;
    private static final double ONE = 0x1.0p60;

    private final double[] weights;
    private final double slack;
    private final double[] starts;
    private final long[] charged;
    private final long[] served;
    private final long[] lengths;
    private final double[] keys;
    private final int[] heap;
    private final int[] position;
    private final IdSet dropped;
    private int size;
    private int most;
    private long aliveWeight;
    private long servedByAll;

    private ShareCandidates(double[] weights, double[] starts, double slack, boolean byLength, IdSet dropped) {
        this.weights = weights;
        this.slack = slack;
        this.starts = starts;
        this.dropped = dropped;
        int streams = weights.length;
        charged = new long[streams];
        served = new long[streams];
        lengths = byLength ? new long[streams] : null;
        keys = new double[streams];
        heap = new int[streams];
        position = new int[streams];
        for (int stream = 0; stream < streams; stream++) {
            position[stream] = ABSENT;
            most += weights[stream] > 0 ? 1 : 0;
            if (weights[stream] > 0 && !dropped.contains(stream)) {
                aliveWeight += fixed(stream);
            }
        }
    }

    /**
     * @param weights ≥ 0, of sum 1; a stream of weight 0 is no candidate
     * @param starts by how much each stream is ahead at the beginning, in samples
     * @param slack how many samples a stream may be ahead of its share: the rate
     * @param byLength whether activations run to the end of their stream, and are charged its last length
     */
    static ShareCandidates of(double[] weights, double[] starts, double slack, boolean byLength) {
        ShareCandidates candidates = new ShareCandidates(weights, starts, slack, byLength, IdSet.empty(weights.length));
        for (int stream = 0; stream < weights.length; stream++) {
            if (weights[stream] > 0) {
                candidates.append(stream);
            }
        }
        candidates.heapify();
        return candidates;
    }

    static ShareCandidates restore(double[] weights, double[] starts, double slack, boolean byLength, StateIn in)
            throws IOException {
        int streams = weights.length;
        IdSet taken = IdSet.restore(streams, in);
        ShareCandidates candidates = new ShareCandidates(weights, starts, slack, byLength, IdSet.restore(streams, in));
        int last = 0;
        for (int n = in.number(streams, "the number of streams that were charged"); n > 0; n--) {
            last += in.number(streams - 1 - last, "the number of a stream");
            candidates.charged[last] = in.number();
            candidates.served[last] = candidates.charged[last];
            candidates.servedByAll += candidates.charged[last];
        }
        for (int stream = 0; byLength && stream < streams; stream++) {
            candidates.lengths[stream] = in.number();
        }
        for (int stream = 0; stream < streams; stream++) {
            if (weights[stream] > 0 && !taken.contains(stream) && !candidates.dropped.contains(stream)) {
                candidates.append(stream);
            }
        }
        candidates.heapify();
        return candidates;
    }

    /** Layout: the streams taken out and not dropped, those dropped, then varint how many were charged, and for each distance and charge; the last length of each
     * stream, where lengths are charged. */
    @Override
    public void save(StateOut out) throws IOException {
        int streams = weights.length;
        IdSet taken = IdSet.empty(streams);
        int count = 0;
        for (int stream = 0; stream < streams; stream++) {
            if (weights[stream] > 0 && position[stream] == ABSENT && !dropped.contains(stream)) {
                taken.add(stream);
            }
            count += charged[stream] == 0 ? 0 : 1;
        }
        taken.save(out);
        dropped.save(out);
        out.number(count);
        int last = 0;
        for (int stream = 0; stream < streams; stream++) {
            if (charged[stream] != 0) {
                out.number(stream - last);
                out.number(charged[stream]);
                last = stream;
            }
        }
        for (int stream = 0; lengths != null && stream < streams; stream++) {
            out.number(lengths[stream]);
        }
    }

    /** A weight as a whole number: sums of them are the same in any order. */
    private long fixed(int stream) {
        return Math.max(1, (long) (weights[stream] * ONE));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int most() {
        return most;
    }

    @Override
    public int choose(UniformRandomProvider random) {
        return heap[0];
    }

    /** Takes the turns before as if all of their quotas were used up; true where streams stay candidates, and none ends early. */
    @Override
    public int foresee(int ahead, IntToLongFunction quotas, UniformRandomProvider random) {
        PriorityQueue<Turn> line = new PriorityQueue<>();
        line.add(new Turn(keys[heap[0]], heap[0], 0, 0));
        for (int i = 0; i < ahead; i++) {
            Turn turn = line.remove();
            for (int child = 2 * turn.place + 1;
                    turn.place >= 0 && child <= 2 * turn.place + 2 && child < size;
                    child++) {
                line.add(new Turn(keys[heap[child]], heap[child], child, 0));
            }
            long charge = turn.charge + quotas.applyAsLong(i);
            line.add(new Turn(key(turn.stream, charged[turn.stream] + charge), turn.stream, ABSENT, charge));
        }
        return line.remove().stream;
    }

    /** A stream's turn that is foreseen: from its place in the heap, or again after it was charged so much. */
    private record Turn(double key, int stream, int place, long charge) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            int byKey = Double.compare(key, other.key);
            return byKey != 0 ? byKey : Integer.compare(stream, other.stream);
        }
    }

    @Override
    public void take(int stream) {
        int hole = position[stream];
        if (hole != ABSENT) {
            position[stream] = ABSENT;
            size--;
            if (hole < size) {
                int moved = heap[size];
                sink(hole, moved);
                rise(position[moved], moved);
            }
        }
    }

    @Override
    public void put(int stream) {
        if (position[stream] == ABSENT && !dropped.contains(stream)) {
            keys[stream] = key(stream);
            rise(size++, stream);
        }
    }

    @Override
    public void drop(int stream) {
        if (dropped.add(stream)) {
            take(stream);
            aliveWeight -= fixed(stream);
        }
    }

    @Override
    public void charge(int stream, long samples) {
        charged[stream] += samples;
        moved(stream);
    }

    @Override
    public void refund(int stream, long samples) {
        charged[stream] -= samples;
        moved(stream);
    }

    @Override
    public void penalize(int stream, long samples) {
        served[stream] += samples;
        servedByAll += samples;
        charge(stream, samples);
    }

    @Override
    public void gave(int stream) {
        served[stream]++;
        servedByAll++;
    }

    @Override
    public long expected(int stream) {
        return lengths == null ? 0 : Math.max(1, lengths[stream]);
    }

    @Override
    public void ended(int stream, long length) {
        if (lengths != null) {
            lengths[stream] = length;
        }
    }

    @Override
    public void outstanding(int stream, long samples) {
        served[stream] -= samples;
        servedByAll -= samples;
    }

    @Override
    public boolean isAhead(int stream, long draws) {
        return served[stream] > draws * (fixed(stream) / (double) aliveWeight) + slack;
    }

    // ---- an open pool

    @Override
    public long served() {
        return servedByAll;
    }

    /** A stream that comes later begins level with the others: shares hold from then on, and it does not catch up on what it missed. */
    @Override
    public Candidates entered(int stream, double[] newWeights) {
        ShareCandidates others = reweighted(newWeights);
        long own = others.fixed(stream);
        long rest = others.aliveWeight - own;
        long level = rest == 0 ? 0 : Math.round(others.servedByAll * ((double) own / rest));
        others.charged[stream] = level;
        others.served[stream] = level;
        others.servedByAll += level;
        others.put(stream);
        return others;
    }

    @Override
    public Candidates left(int stream, double[] newWeights) {
        take(stream);
        servedByAll -= served[stream];
        charged[stream] = 0;
        served[stream] = 0;
        if (lengths != null) {
            lengths[stream] = 0;
        }
        return reweighted(newWeights);
    }

    /** With all keys computed afresh: they have to be what a restore computes. */
    private ShareCandidates reweighted(double[] newWeights) {
        ShareCandidates copy = new ShareCandidates(newWeights, starts, slack, lengths != null, dropped);
        int streams = newWeights.length;
        System.arraycopy(charged, 0, copy.charged, 0, streams);
        System.arraycopy(served, 0, copy.served, 0, streams);
        if (lengths != null) {
            System.arraycopy(lengths, 0, copy.lengths, 0, streams);
        }
        copy.servedByAll = servedByAll;
        for (int stream = 0; stream < streams; stream++) {
            if (position[stream] != ABSENT) {
                copy.append(stream);
            }
        }
        copy.heapify();
        return copy;
    }

    private double key(int stream) {
        return key(stream, charged[stream]);
    }

    private double key(int stream, long charge) {
        return (charge + starts[stream]) / weights[stream];
    }

    private void moved(int stream) {
        if (position[stream] != ABSENT) {
            keys[stream] = key(stream);
            sink(position[stream], stream);
            rise(position[stream], stream);
        }
    }

    // ---- the heap

    private void append(int stream) {
        keys[stream] = key(stream);
        heap[size] = stream;
        position[stream] = size++;
    }

    private void heapify() {
        for (int place = size / 2 - 1; place >= 0; place--) {
            sink(place, heap[place]);
        }
    }

    private boolean before(int one, int other) {
        return keys[one] < keys[other] || keys[one] == keys[other] && one < other;
    }

    private void rise(int from, int stream) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / 2;
            if (!before(stream, heap[parent])) {
                break;
            }
            settle(place, heap[parent]);
            place = parent;
        }
        settle(place, stream);
    }

    private void sink(int from, int stream) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], stream)) {
                break;
            }
            settle(place, heap[child]);
            place = child;
        }
        settle(place, stream);
    }

    private void settle(int place, int stream) {
        heap[place] = stream;
        position[stream] = place;
    }
}
