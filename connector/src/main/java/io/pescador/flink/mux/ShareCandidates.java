// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.util.Arrays;
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
 * <p>A heap of four children a node, whose keys lie side by side: choosing costs O(1), charging O(log n), a cache miss a level. What a draw
 * or a charge asks of a stream lies together, too; 48 bytes a stream in all. Keys are computed afresh from whole numbers, so that nothing
 * depends on the order of events.
 */
final class ShareCandidates implements Candidates {

    private static final int ABSENT = -1;
    private static final double ONE = 0x1.0p60;
    private static final int CHILDREN = 4;

    // What is known of a stream: four numbers that lie together, the last two as the bits of a double.
    private static final int FIELDS = 4;
    private static final int SERVED = 0;
    private static final int CHARGED = 1;
    private static final int WEIGHT = 2;
    private static final int START = 3;

    private final long[] books;
    private final long[] lengths;
    private final double[] keys;
    private final int[] heap;
    private final int[] position;
    private final IdSet dropped;
    private int size;
    private int most;
    private long aliveWeight;
    private double part; // 1 / aliveWeight
    private long servedByAll;

    private ShareCandidates(int streams, boolean byLength, IdSet dropped) {
        this.dropped = dropped;
        books = new long[FIELDS * streams];
        lengths = byLength ? new long[streams] : null;
        keys = new double[streams];
        heap = new int[streams];
        position = new int[streams];
        Arrays.fill(position, ABSENT);
    }

    private ShareCandidates(double[] weights, double[] starts, boolean byLength, IdSet dropped) {
        this(weights.length, byLength, dropped);
        weigh(weights);
        for (int stream = 0; stream < starts.length; stream++) {
            books[FIELDS * stream + START] = Double.doubleToRawLongBits(starts[stream]);
        }
    }

    private void weigh(double[] weights) {
        for (int stream = 0; stream < weights.length; stream++) {
            books[FIELDS * stream + WEIGHT] = Double.doubleToRawLongBits(weights[stream]);
            most += weights[stream] > 0 ? 1 : 0;
            if (weights[stream] > 0 && !dropped.contains(stream)) {
                aliveWeight += fixed(stream);
            }
        }
        part = 1.0 / aliveWeight;
    }

    private int streams() {
        return position.length;
    }

    private double weight(int stream) {
        return Double.longBitsToDouble(books[FIELDS * stream + WEIGHT]);
    }

    private double start(int stream) {
        return Double.longBitsToDouble(books[FIELDS * stream + START]);
    }

    private long charged(int stream) {
        return books[FIELDS * stream + CHARGED];
    }

    private void serve(int stream, long samples) {
        books[FIELDS * stream + SERVED] += samples;
        servedByAll += samples;
    }

    /**
     * @param weights ≥ 0, of sum 1; a stream of weight 0 is no candidate
     * @param starts by how much each stream is ahead at the beginning, in samples
     * @param byLength whether activations run to the end of their stream, and are charged its last length
     */
    static ShareCandidates of(double[] weights, double[] starts, boolean byLength) {
        ShareCandidates candidates = new ShareCandidates(weights, starts, byLength, IdSet.empty(weights.length));
        for (int stream = 0; stream < weights.length; stream++) {
            if (weights[stream] > 0) {
                candidates.append(stream);
            }
        }
        candidates.heapify();
        return candidates;
    }

    static ShareCandidates restore(double[] weights, double[] starts, boolean byLength, StateIn in) throws IOException {
        int streams = weights.length;
        IdSet taken = IdSet.restore(streams, in);
        ShareCandidates candidates = new ShareCandidates(weights, starts, byLength, IdSet.restore(streams, in));
        int last = 0;
        for (int n = in.number(streams, "the number of streams that were charged"); n > 0; n--) {
            last += in.number(streams - 1 - last, "the number of a stream");
            long charge = in.number();
            candidates.books[FIELDS * last + CHARGED] = charge;
            candidates.serve(last, charge);
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
        int streams = streams();
        IdSet taken = IdSet.empty(streams);
        int count = 0;
        for (int stream = 0; stream < streams; stream++) {
            if (weight(stream) > 0 && position[stream] == ABSENT && !dropped.contains(stream)) {
                taken.add(stream);
            }
            count += charged(stream) == 0 ? 0 : 1;
        }
        taken.save(out);
        dropped.save(out);
        out.number(count);
        int last = 0;
        for (int stream = 0; stream < streams; stream++) {
            if (charged(stream) != 0) {
                out.number(stream - last);
                out.number(charged(stream));
                last = stream;
            }
        }
        for (int stream = 0; lengths != null && stream < streams; stream++) {
            out.number(lengths[stream]);
        }
    }

    /** A weight as a whole number: sums of them are the same in any order. */
    private long fixed(int stream) {
        return Math.max(1, (long) (weight(stream) * ONE));
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
        line.add(new Turn(keys[0], heap[0], 0, 0));
        for (int i = 0; i < ahead; i++) {
            Turn turn = line.remove();
            int first = CHILDREN * turn.place + 1;
            for (int child = first; turn.place >= 0 && child < Math.min(first + CHILDREN, size); child++) {
                line.add(new Turn(keys[child], heap[child], child, 0));
            }
            long charge = turn.charge + quotas.applyAsLong(i);
            line.add(new Turn(key(turn.stream, charged(turn.stream) + charge), turn.stream, ABSENT, charge));
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
                move(hole, heap[size], keys[size]);
            }
        }
    }

    @Override
    public void put(int stream) {
        if (position[stream] == ABSENT && !dropped.contains(stream)) {
            rise(size++, stream, key(stream));
        }
    }

    @Override
    public long drop(int stream) {
        if (!dropped.add(stream)) {
            return 0;
        }
        take(stream);
        aliveWeight -= fixed(stream);
        part = 1.0 / aliveWeight;
        return books[FIELDS * stream + SERVED];
    }

    @Override
    public void charge(int stream, long samples) {
        books[FIELDS * stream + CHARGED] += samples;
        moved(stream);
    }

    @Override
    public void refund(int stream, long samples) {
        books[FIELDS * stream + CHARGED] -= samples;
        moved(stream);
    }

    @Override
    public void penalize(int stream, long samples) {
        serve(stream, samples);
        charge(stream, samples);
    }

    @Override
    public void gave(int stream) {
        serve(stream, 1);
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
        serve(stream, -samples);
    }

    @Override
    public double lead(int stream, long draws) {
        return books[FIELDS * stream + SERVED] - draws * (fixed(stream) * part);
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
        others.books[FIELDS * stream + CHARGED] = level;
        others.serve(stream, level - others.books[FIELDS * stream + SERVED]);
        others.put(stream);
        return others;
    }

    @Override
    public Candidates left(int stream, double[] newWeights) {
        take(stream);
        serve(stream, -books[FIELDS * stream + SERVED]);
        books[FIELDS * stream + CHARGED] = 0;
        if (lengths != null) {
            lengths[stream] = 0;
        }
        return reweighted(newWeights);
    }

    /** With all keys computed afresh: they have to be what a restore computes. */
    private ShareCandidates reweighted(double[] newWeights) {
        int streams = streams();
        ShareCandidates copy = new ShareCandidates(streams, lengths != null, dropped);
        System.arraycopy(books, 0, copy.books, 0, books.length);
        copy.weigh(newWeights);
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
        return key(stream, charged(stream));
    }

    private double key(int stream, long charge) {
        return (charge + start(stream)) / weight(stream);
    }

    private void moved(int stream) {
        if (position[stream] != ABSENT) {
            move(position[stream], stream, key(stream));
        }
    }

    // ---- the heap

    private void append(int stream) {
        settle(size++, stream, key(stream));
    }

    private void heapify() {
        for (int place = Math.floorDiv(size - 2, CHILDREN); place >= 0; place--) {
            sink(place, heap[place], keys[place]);
        }
    }

    /** Whether a stream goes before what is in a place. */
    private boolean before(int stream, double key, int place) {
        return key < keys[place] || key == keys[place] && stream < heap[place];
    }

    /** Puts a stream into a free place, or where it belongs above or below it. */
    private void move(int place, int stream, double key) {
        if (place > 0 && before(stream, key, (place - 1) / CHILDREN)) {
            rise(place, stream, key);
        } else {
            sink(place, stream, key);
        }
    }

    private void rise(int from, int stream, double key) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            if (!before(stream, key, parent)) {
                break;
            }
            settle(place, heap[parent], keys[parent]);
            place = parent;
        }
        settle(place, stream, key);
    }

    private void sink(int from, int stream, double key) {
        int place = from;
        for (int first = CHILDREN * place + 1; first < size; first = CHILDREN * place + 1) {
            int least = first;
            for (int child = first + 1; child < Math.min(first + CHILDREN, size); child++) {
                if (keys[child] < keys[least] || keys[child] == keys[least] && heap[child] < heap[least]) {
                    least = child;
                }
            }
            if (before(stream, key, least)) {
                break;
            }
            settle(place, heap[least], keys[least]);
            place = least;
        }
        settle(place, stream, key);
    }

    private void settle(int place, int stream, double key) {
        heap[place] = stream;
        keys[place] = key;
        position[stream] = place;
    }
}
