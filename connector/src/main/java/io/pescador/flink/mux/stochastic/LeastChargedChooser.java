// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.structure.IndexedPriorityQueue;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * StreamChooser that are chosen so that the long-run share of each is its weight, however few are open at a time and however long they are.
 *
 * <p>Next is the one with the least (charged + start) / weight. <em>Charged</em> is what the stream gave and what its activations may
 * still give; what they do not use is refunded. <em>Start</em> is a uniform part of a quota drawn by its size, a hash of the mux's first activation
 * and the stream: with it mean shares are right from the first draw ({@link StochasticRules}), and where each stream is chosen once,
 * the order is a weighted random one. Ties go to the lesser number. All of that is in the {@link ShareLedger}.
 *
 * <p>Keys are computed afresh from whole numbers, so that nothing depends on the order of events; a {@link IndexedPriorityQueue} keeps them in order.
 */
final class LeastChargedChooser implements StreamChooser {

    private final ShareLedger ledger;

    /** Whether no other activation shares the ledger, so that it is saved with this one. */
    private final boolean alone;

    private final IndexedPriorityQueue queue;

    private LeastChargedChooser(ShareLedger ledger, boolean alone) {
        this.ledger = ledger;
        this.alone = alone;
        queue = new IndexedPriorityQueue(ledger.streams());
    }

    /** All streams, for an activation with a ledger of its own. */
    static LeastChargedChooser alone(ShareLedger ledger) {
        LeastChargedChooser candidates = new LeastChargedChooser(ledger, true).withAll();
        ledger.tell(candidates);
        return candidates;
    }

    /** All streams, for an activation that shares a ledger; they do not hear of changes yet. */
    static LeastChargedChooser sharing(ShareLedger ledger) {
        return new LeastChargedChooser(ledger, false).withAll();
    }

    private LeastChargedChooser withAll() {
        for (int stream = 0; stream < ledger.streams(); stream++) {
            put(stream);
        }
        return this;
    }

    /** Takes those out that were when this was saved. */
    LeastChargedChooser without(RankedBitSet taken) {
        for (int stream = 0; taken.size() > 0 && stream < ledger.streams(); stream++) {
            if (taken.contains(stream)) {
                take(stream);
            }
        }
        return this;
    }

    @Override
    public boolean contains(int stream) {
        return queue.contains(stream) || ledger.firstTurns().isFresh(stream);
    }

    /** Layout: the streams taken out and not dropped; the ledger, if no other activation shares it. */
    @Override
    public void save(StateOut out) throws IOException {
        RankedBitSet taken = RankedBitSet.empty(ledger.streams());
        for (int stream = 0; stream < ledger.streams(); stream++) {
            if (!contains(stream) && ledger.isAlive(stream)) {
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
        return queue.size() + ledger.firstTurns().size();
    }

    @Override
    public int most() {
        return ledger.most();
    }

    @Override
    public int choose(UniformRandomProvider random) {
        FirstTurns firstTurns = ledger.firstTurns();
        if (firstTurns.size() == 0) {
            return queue.first();
        }
        int fresh = firstTurns.first();
        if (queue.size() == 0) {
            return fresh;
        }
        int again = queue.first();
        return isBefore(firstTurns.time(fresh), fresh, queue.firstKey(), again) ? fresh : again;
    }

    private static boolean isBefore(double time, int stream, double otherTime, int other) {
        return time < otherTime || time == otherTime && stream < other;
    }

    /** Takes the turns before as if all of their quotas were used up; true where streams stay candidates, and none ends early. */
    @Override
    public int foresee(int ahead, IntToLongFunction quotas, UniformRandomProvider random) {
        Turn[] firsts = firsts(ahead + 1);
        PriorityQueue<Turn> again = new PriorityQueue<>();
        int next = 0;
        Turn turn = null;
        for (int i = 0; i <= ahead; i++) {
            Turn first = next < firsts.length ? firsts[next] : null;
            if (first != null && (again.isEmpty() || first.compareTo(again.peek()) < 0)) {
                turn = first;
                next++;
            } else {
                turn = again.remove();
            }
            long charge = turn.charge + quotas.applyAsLong(i);
            again.add(new Turn(ledger.key(turn.stream, charge), turn.stream, charge));
        }
        return turn.stream;
    }

    private Turn[] firsts(int count) {
        FirstTurns firstTurns = ledger.firstTurns();
        Stream<Turn> fresh = firstTurns.firsts(count).mapToObj(stream -> new Turn(firstTurns.time(stream), stream, 0));
        Stream<Turn> others = queue.size() == 0
                ? Stream.empty()
                : IntStream.of(queue.first(count)).mapToObj(stream -> new Turn(ledger.key(stream), stream, 0));
        return Stream.concat(fresh, others).sorted().limit(count).toArray(Turn[]::new);
    }

    /** A stream's turn that is foreseen: its first one, or again after it was charged so much. */
    private record Turn(double key, int stream, long charge) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            int byKey = Double.compare(key, other.key);
            return byKey != 0 ? byKey : Integer.compare(stream, other.stream);
        }
    }

    @Override
    public void take(int stream) {
        queue.remove(stream);
    }

    @Override
    public void put(int stream) {
        if (!contains(stream) && ledger.isAlive(stream)) {
            queue.add(stream, ledger.key(stream));
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
    public void activated(int stream) {
        ledger.activated(stream, this);
    }

    @Override
    public void grant(int stream, long samples) {
        ledger.grant(stream, samples);
    }

    @Override
    public void over(int stream, long charged, long gave, long carried) {
        ledger.over(stream, charged, gave, carried);
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
    public StreamChooser entered(int stream, double[] weights) {
        LeastChargedChooser others = on(ledger.entered(stream, weights));
        others.put(stream);
        return others;
    }

    @Override
    public StreamChooser left(int stream, double[] weights) {
        take(stream);
        return on(ledger.left(stream, weights));
    }

    /** With all keys computed afresh: they have to be what a restore computes. */
    private LeastChargedChooser on(ShareLedger other) {
        LeastChargedChooser copy = new LeastChargedChooser(other, alone);
        for (int stream = 0; stream < ledger.streams(); stream++) {
            if (contains(stream)) {
                copy.put(stream);
            }
        }
        other.tell(copy);
        return copy;
    }

    /** From now on the times of first turns are scaled by what is learned of them. */
    void scaleFirstTurns() {
        if (size() > 0) {
            int next = choose(null);
            ledger.firstTurns()
                    .scaleFrom(
                            ledger.firstTurns().isFresh(next)
                                    ? ledger.firstTurns().time(next)
                                    : ledger.key(next));
        }
    }

    /** All streams that count are candidates by keys that are computed afresh; their holders take them again. */
    void beginAnew() {
        for (int stream = 0; stream < ledger.streams(); stream++) {
            queue.remove(stream);
            put(stream);
        }
    }

    ShareLedger ledger() {
        return ledger;
    }

    /** The key of a stream has changed. */
    void moved(int stream) {
        if (queue.contains(stream)) {
            queue.change(stream, ledger.key(stream));
        }
    }
}
