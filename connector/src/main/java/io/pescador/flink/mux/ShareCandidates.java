// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

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
 * still give; what they do not use is refunded. <em>Start</em> is a uniform part of a quota drawn by its size, a hash of the mux's first activation
 * and the stream: with it mean shares are right from the first draw ({@link StochasticRules}), and where each stream is chosen once,
 * the order is a weighted random one. Ties go to the lesser number. All of that is in the {@link ShareLedger}.
 *
 * <p>A heap of four children a node, whose keys lie side by side: choosing costs O(1), charging O(log n), a cache miss a level; 16 bytes a
 * stream. Keys are computed afresh from whole numbers, so that nothing depends on the order of events.
 */
final class ShareCandidates implements Candidates {

    private static final int ABSENT = -1;
    private static final int CHILDREN = 4;

    private final ShareLedger ledger;

    /** Whether no other activation shares the ledger, so that it is saved with this one. */
    private final boolean alone;

    private final double[] keys;
    private final int[] heap;
    private final int[] position;
    private int size;

    private ShareCandidates(ShareLedger ledger, boolean alone) {
        this.ledger = ledger;
        this.alone = alone;
        int streams = ledger.streams();
        keys = new double[streams];
        heap = new int[streams];
        position = new int[streams];
        Arrays.fill(position, ABSENT);
    }

    /** All streams, for an activation with a ledger of its own. */
    static ShareCandidates alone(ShareLedger ledger) {
        ShareCandidates candidates = new ShareCandidates(ledger, true).withAll();
        ledger.tell(candidates);
        return candidates;
    }

    /** All streams, for an activation that shares a ledger; nobody has them told of changes yet. */
    static ShareCandidates sharing(ShareLedger ledger) {
        return new ShareCandidates(ledger, false).withAll();
    }

    private ShareCandidates withAll() {
        for (int stream = 0; stream < position.length; stream++) {
            if (ledger.isAlive(stream)) {
                append(stream);
            }
        }
        heapify();
        return this;
    }

    /** Takes those out that were when this was saved. */
    ShareCandidates without(IdSet taken) {
        for (int stream = 0; taken.size() > 0 && stream < position.length; stream++) {
            if (taken.contains(stream)) {
                take(stream);
            }
        }
        return this;
    }

    @Override
    public boolean contains(int stream) {
        return position[stream] != ABSENT;
    }

    /** Layout: the streams taken out and not dropped; the ledger, if no other activation shares it. */
    @Override
    public void save(StateOut out) throws IOException {
        IdSet taken = IdSet.empty(position.length);
        for (int stream = 0; stream < position.length; stream++) {
            if (position[stream] == ABSENT && ledger.isAlive(stream)) {
                taken.add(stream);
            }
        }
        taken.save(out);
        if (alone) {
            ledger.save(out);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int most() {
        return ledger.most();
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
            line.add(new Turn(ledger.key(turn.stream, charge), turn.stream, ABSENT, charge));
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
        if (position[stream] == ABSENT && ledger.isAlive(stream)) {
            rise(size++, stream, ledger.key(stream));
        }
    }

    @Override
    public void drop(int stream) {
        ledger.drop(stream);
    }

    @Override
    public void charge(int stream, long samples) {
        ledger.charge(stream, samples);
    }

    @Override
    public void gave(int stream, long samples) {
        ledger.serve(stream, samples);
    }

    @Override
    public long expected(int stream) {
        return ledger.length(stream);
    }

    @Override
    public void ended(int stream, long length) {
        ledger.ended(stream, length);
    }

    @Override
    public void penalize(int stream, long samples) {
        ledger.serve(stream, samples);
        ledger.charge(stream, samples);
    }

    @Override
    public double lead(int stream) {
        return ledger.lead(stream);
    }

    @Override
    public Candidates entered(int stream, double[] weights) {
        ShareCandidates others = on(ledger.entered(stream, weights));
        others.put(stream);
        return others;
    }

    @Override
    public Candidates left(int stream, double[] weights) {
        take(stream);
        return on(ledger.left(stream, weights));
    }

    /** With all keys computed afresh: they have to be what a restore computes. */
    private ShareCandidates on(ShareLedger other) {
        ShareCandidates copy = new ShareCandidates(other, alone);
        for (int stream = 0; stream < position.length; stream++) {
            if (contains(stream)) {
                copy.append(stream);
            }
        }
        copy.heapify();
        other.tell(copy);
        return copy;
    }

    /** The key of a stream has changed. */
    void moved(int stream) {
        if (contains(stream)) {
            move(position[stream], stream, ledger.key(stream));
        }
    }

    // ---- the heap

    private void append(int stream) {
        settle(size++, stream, ledger.key(stream));
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
