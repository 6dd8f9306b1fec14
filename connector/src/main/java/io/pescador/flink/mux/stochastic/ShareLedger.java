// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * What the streams of a mux gave and may still give, held against their weights. Activations of a mux that go on where others stopped, or that are open
 * at the same time, share one.
 *
 * <p>32 bytes a stream. Sums are of whole numbers, so that nothing depends on the order of events.
 */
final class ShareLedger {

    private static final double ONE = 0x1.0p60;

    /** Starts are whole numbers of this part of a sample, so that they can be saved. */
    private static final double FRACTION = 0x1.0p-20;

    private static final double LATEST = 0x1.0p62;

    // What is known of a stream: four numbers that lie together, the last two as the bits of a double.
    private static final int FIELDS = 4;
    private static final int SERVED = 0;
    private static final int CHARGED = 1;
    private static final int WEIGHT = 2;
    private static final int START = 3;

    private final long[] books;
    /**
     * The most that each stream gave until its end, or what it gave last where activations run to the end; 0 if unknown. Null if unknown
     * for all.
     */
    private long[] lengths;

    /** Whether activations run to the end of their streams. */
    private final boolean byLength;

    private final RankedBitSet dropped;
    private FirstTurns firstTurns;
    private Beginnings beginnings = new Beginnings();
    private boolean movesStarts;
    private final List<LeastChargedChooser> told = new ArrayList<>(1);
    private int most;
    private long aliveWeight;
    private double part; // 1 / aliveWeight
    private long served;
    private long changes;
    private int revision;

    private ShareLedger(int streams, boolean byLength, RankedBitSet dropped) {
        this.dropped = dropped;
        books = new long[FIELDS * streams];
        this.byLength = byLength;
    }

    private ShareLedger(double[] weights, double[] starts, boolean byLength, RankedBitSet dropped) {
        this(weights.length, byLength, dropped);
        weigh(weights);
        for (int stream = 0; stream < starts.length; stream++) {
            start(stream, rounded(starts[stream]) * FRACTION);
        }
    }

    /**
     * @param weights ≥ 0, of sum 1; a stream of weight 0 is never a candidate
     * @param starts by how much each stream is ahead at the beginning, in samples
     * @param byLength whether activations run to the end of their stream, and are charged its last length
     * @param learns whether the first turns of streams of unknown length depend on what others gave in theirs
     */
    static ShareLedger of(double[] weights, double[] starts, boolean byLength, boolean learns) {
        ShareLedger ledger = new ShareLedger(weights, starts, byLength, RankedBitSet.empty(weights.length));
        ledger.firstTurns = FirstTurns.none(weights.length, ledger::key, ledger::weight);
        if (learns) {
            ledger.firstTurns.begin(ledger::isAlive, RankedBitSet.empty(weights.length));
        }
        return ledger;
    }

    static ShareLedger restore(double[] weights, double[] starts, boolean byLength, int revision, StateIn in)
            throws IOException {
        int streams = weights.length;
        ShareLedger ledger = new ShareLedger(weights, starts, byLength, RankedBitSet.restore(streams, in));
        ledger.revision = revision;
        int last = 0;
        for (int n = in.number(streams, "the number of streams that gave"); n > 0; n--) {
            last += in.number(streams - 1 - last, "the number of a stream");
            long gave = in.number();
            ledger.books[FIELDS * last + CHARGED] = gave;
            ledger.serve(last, gave);
        }
        if (in.flag()) {
            ledger.lengths = new long[streams];
            for (int stream = 0; stream < streams; stream++) {
                ledger.lengths[stream] = in.number();
            }
        }
        ledger.firstTurns = FirstTurns.restore(streams, ledger::key, ledger::weight, in);
        ledger.beginnings = Beginnings.restore(streams, in);
        ledger.movesStarts = in.flag();
        for (int stream = 0; ledger.movesStarts && stream < streams; stream++) {
            if (ledger.startMayHaveMoved(stream)) {
                ledger.start(stream, in.signed() * FRACTION);
            }
        }
        if (revision > 0) {
            ledger.firstTurns.reorder();
        }
        return ledger;
    }

    /**
     * Layout: the streams dropped; varint how many gave anything, and for each varint distance to the one before and how much; whether lengths are known, and if
     * so that of each stream; the first turns; the beginnings; whether starts have moved, and if so signed varint that of each stream that is not fresh, or, after a
     * revision, has a weight. What
     * activations may still give is theirs to say.
     */
    void save(StateOut out) throws IOException {
        dropped.save(out);
        int count = 0;
        for (int stream = 0; stream < streams(); stream++) {
            count += served(stream) == 0 ? 0 : 1;
        }
        out.number(count);
        int last = 0;
        for (int stream = 0; stream < streams(); stream++) {
            if (served(stream) != 0) {
                out.number(stream - last);
                out.number(served(stream));
                last = stream;
            }
        }
        out.flag(lengths != null);
        for (int stream = 0; lengths != null && stream < streams(); stream++) {
            out.number(lengths[stream]);
        }
        firstTurns.save(out);
        beginnings.save(out);
        out.flag(movesStarts);
        for (int stream = 0; movesStarts && stream < streams(); stream++) {
            if (startMayHaveMoved(stream)) {
                out.signed(rounded(start(stream)));
            }
        }
    }

    private boolean startMayHaveMoved(int stream) {
        return weight(stream) > 0 && (revision > 0 || !firstTurns.isFresh(stream));
    }

    private static long rounded(double samples) {
        return Math.round(Math.min(samples / FRACTION, LATEST));
    }

    private void weigh(double[] weights) {
        for (int stream = 0; stream < weights.length; stream++) {
            books[FIELDS * stream + WEIGHT] = Double.doubleToRawLongBits(weights[stream]);
            most += weights[stream] > 0 ? 1 : 0;
            if (isAlive(stream)) {
                aliveWeight += fixed(stream);
            }
        }
        part = 1.0 / aliveWeight;
    }

    int streams() {
        return books.length / FIELDS;
    }

    /** How many streams may ever be candidates. */
    int most() {
        return most;
    }

    boolean isAlive(int stream) {
        return weight(stream) > 0 && !dropped.contains(stream);
    }

    private double weight(int stream) {
        return Double.longBitsToDouble(books[FIELDS * stream + WEIGHT]);
    }

    private long served(int stream) {
        return books[FIELDS * stream + SERVED];
    }

    /** A weight as a whole number: sums of them are the same in any order. */
    private long fixed(int stream) {
        return Math.max(1, (long) (weight(stream) * ONE));
    }

    private double start(int stream) {
        return Double.longBitsToDouble(books[FIELDS * stream + START]);
    }

    private void start(int stream, double samples) {
        books[FIELDS * stream + START] = Double.doubleToRawLongBits(samples);
    }

    /** The candidate of the least key is next. */
    double key(int stream) {
        return key(stream, 0);
    }

    /** The key of a stream that is charged {@code more}. */
    double key(int stream, long more) {
        long charged = books[FIELDS * stream + CHARGED] + more;
        // Below 0 only while a restore has not charged yet what is open.
        return Math.max(0, charged + start(stream)) / weight(stream);
    }

    /** How many samples a stream is ahead of its share; less than 0 if behind. */
    double lead(int stream) {
        return served(stream) - served * (fixed(stream) * part);
    }

    void serve(int stream, long samples) {
        books[FIELDS * stream + SERVED] += samples;
        if (dropped.size() == 0 || !dropped.contains(stream)) {
            served += samples;
        }
    }

    FirstTurns firstTurns() {
        return firstTurns;
    }

    /**
     * A stream that holds one slot at most is activated. If this is its first turn, it is from now on a candidate of all activations but
     * this one.
     */
    void activated(int stream, LeastChargedChooser holder) {
        if (firstTurns.isFresh(stream)) {
            begin(stream);
            for (int i = 0; i < told.size(); i++) {
                if (told.get(i) != holder) {
                    told.get(i).put(stream);
                }
            }
        }
    }

    /** An activation may give so much from now on. If this is the stream's first turn, it is from now on a candidate like others. */
    void grant(int stream, long samples) {
        if (firstTurns.isFresh(stream)) {
            begin(stream);
            books[FIELDS * stream + CHARGED] += samples;
            put(stream);
        } else {
            charge(stream, samples);
        }
    }

    private void begin(int stream) {
        double due = key(stream);
        double time = firstTurns.time(stream);
        firstTurns.activated(stream);
        changes++;
        if (time != due) {
            startSoThatItComesAt(stream, time);
        }
    }

    /** An activation that was charged so much is over. */
    void over(int stream, long charged, long gave, long carried) {
        Beginnings.Beginning beginning = beginnings.of(stream);
        if (beginning != null) {
            beganWith(stream, beginning, charged, gave);
            return;
        }
        firstTurns.over(stream, charged + carried, gave + carried);
        if (gave > charged && !byLength) {
            ended(stream, gave);
        }
        if (charged != gave) {
            charge(stream, gave - charged);
        }
    }

    /**
     * One of the activations that a run began with is over. Later, what an activation did not use brings the stream's next turn nearer.
     * Here it does not: had the stream been known to be so short, another activation of it would have been open instead. The time left
     * until the next turn shrinks.
     */
    private void beganWith(int stream, Beginnings.Beginning beginning, long charged, long gave) {
        boolean early = gave != charged;
        long granted = early ? charged + beginning.before() : charged;
        firstTurns.over(stream, granted, gave);
        if (early) {
            double key = key(stream);
            serve(stream, -beginning.served());
            charge(stream, gave - charged - beginning.served());
            comeAt(stream, beginning.isFirst() ? firstTurns.scaled(key, (double) gave / granted) : key);
        }
        beginnings.over(stream, early);
    }

    /**
     * A run begins in the middle of an activation.
     *
     * @param charged what it was charged
     * @param whole what the stream can give of that
     * @param rest what is left of it
     * @param before what it counts as having given before
     */
    void begin(int stream, long charged, long whole, long rest, long before) {
        serve(stream, whole - rest);
        if (charged != whole) {
            double key = key(stream);
            charge(stream, whole - charged);
            comeAt(stream, key);
        }
        beginnings.add(stream, before, whole - rest);
    }

    /** The next turn of a stream comes at that time, regardless of what it was charged. */
    private void comeAt(int stream, double time) {
        startSoThatItComesAt(stream, time);
        moved(stream);
    }

    private void startSoThatItComesAt(int stream, double time) {
        movesStarts = true;
        start(stream, rounded(time * weight(stream)) * FRACTION - books[FIELDS * stream + CHARGED]);
    }

    private void moved(int stream) {
        changes++;
        for (int i = 0; i < told.size(); i++) {
            told.get(i).moved(stream);
        }
    }

    /**
     * The lengths of some streams are known. They need not be learned, and the time left until the next turns of these streams shrinks at
     * once.
     *
     * @param lengths less than 0 if unknown
     * @param quota what the mux grants on average; NaN if it has no rate, and grants whole streams
     */
    void know(long[] lengths, double quota) {
        RankedBitSet known = RankedBitSet.empty(streams());
        for (int stream = 0; stream < streams(); stream++) {
            if (isAlive(stream) && lengths[stream] >= 0) {
                known.add(stream);
                long length = Math.max(1, lengths[stream]);
                ended(stream, length);
                double part = part(length, quota);
                if (part != 1) {
                    comeAt(stream, firstTurns.scaled(key(stream), part));
                }
            }
        }
        firstTurns.leaveOut(known);
        for (int stream = 0; stream < streams(); stream++) {
            if (known.contains(stream)) {
                put(stream);
            }
        }
    }

    /** How much of what a quota would grant a stream of a known length gives. */
    private static double part(long length, double quota) {
        return Double.isNaN(quota) ? Math.max(1, length) : Math.min(1, Math.max(1, length) / quota);
    }

    private void put(int stream) {
        for (int i = 0; i < told.size(); i++) {
            told.get(i).put(stream);
        }
    }

    /**
     * All activations until now were simulated: the first turns are still to come.
     *
     * @param held the streams whose activation continues
     */
    void beginFirstTurns(RankedBitSet held) {
        for (int stream = 0; stream < streams(); stream++) {
            if (!held.contains(stream)) {
                for (int i = 0; i < told.size(); i++) {
                    told.get(i).take(stream);
                }
            }
        }
        firstTurns.begin(this::isAlive, held);
        changes++;
    }

    void charge(int stream, long samples) {
        books[FIELDS * stream + CHARGED] += samples;
        moved(stream);
    }

    /** Leaves a stream out for good. What it gave counts no more: its share is the others' now, and leaves no debt to them. */
    void drop(int stream) {
        if (dropped.add(stream)) {
            changes++;
            firstTurns.drop(stream);
            beginnings.drop(stream);
            told.forEach(candidates -> candidates.take(stream));
            aliveWeight -= fixed(stream);
            part = 1.0 / aliveWeight;
            served -= served(stream);
        }
    }

    /** How many streams were dropped. */
    int drops() {
        return dropped.size();
    }

    /** How long a stream was when it was last run through to its end, at least 1; 0 where it is not needed. */
    long length(int stream) {
        if (lengths == null || lengths[stream] == 0) {
            return byLength ? 1 : Long.MAX_VALUE;
        }
        return lengths[stream];
    }

    void ended(int stream, long length) {
        if (lengths == null) {
            lengths = new long[streams()];
        }
        lengths[stream] = byLength ? length : Math.max(lengths[stream], length);
    }

    // ---- the candidates whose order depends on it

    /** From now on {@code candidates} hear of each key that changes. */
    void tell(LeastChargedChooser candidates) {
        told.add(candidates);
    }

    void tellNoMore(LeastChargedChooser candidates) {
        told.remove(candidates);
    }

    /** How often the order of candidates was changed. */
    long changes() {
        return changes;
    }

    /** How many listeners there are. */
    int told() {
        return told.size();
    }

    // ---- weights that change

    /** By how many samples streams are ahead of their next turns when other weights come into force. */
    @FunctionalInterface
    interface Ahead {

        /**
         * @param until how many samples the stream should give until its next turn, under the weights before; NaN if it had none
         * @return how many it should give until then under the new ones, besides what it owes
         */
        double of(int stream, double until);
    }

    /**
     * Other weights count from now on: streams begin anew with what their activations still owe, and nothing of what they gave.
     *
     * @param lengths how many samples an activation of each stream gives; less than 0 where it is not known
     * @param quota what the mux grants on average; NaN if it has no rate, and grants whole streams
     */
    void revise(int number, double[] weights, Ahead ahead, IntToLongFunction lengths, double quota) {
        double now = now();
        RankedBitSet fresh = RankedBitSet.empty(streams());
        for (int stream = 0; stream < streams(); stream++) {
            double until = Double.NaN;
            boolean isFresh = !dropped.contains(stream) && weight(stream) == 0;
            if (isAlive(stream)) {
                isFresh = firstTurns.isFresh(stream);
                until = (key(stream) - (isFresh ? firstTurns.unscaled(stream, now) : now)) * weight(stream);
            }
            books[FIELDS * stream + CHARGED] -= served(stream);
            books[FIELDS * stream + SERVED] = 0;
            double start = weights[stream] == 0 ? 0 : ahead.of(stream, until);
            long length = lengths.applyAsLong(stream);
            if (isFresh && length >= 0 && weights[stream] > 0) {
                ended(stream, Math.max(1, length));
                start *= part(length, quota);
            } else if (isFresh) {
                fresh.add(stream);
            }
            start(stream, rounded(start) * FRACTION);
        }
        served = 0;
        most = 0;
        aliveWeight = 0;
        weigh(weights);
        movesStarts = true;
        revision = number;
        changes++;
        firstTurns.revise(this::isAlive, fresh, beginnings::contains);
        beginnings = new Beginnings();
        firstTurns.scaleFrom(IntStream.range(0, streams())
                .filter(this::isAlive)
                .mapToDouble(this::key)
                .min()
                .orElse(0));
        for (int i = 0; i < told.size(); i++) {
            told.get(i).beginAnew();
        }
    }

    /** When the next turn comes. */
    private double now() {
        double least = Double.POSITIVE_INFINITY;
        for (int stream = 0; stream < streams(); stream++) {
            if (isAlive(stream)) {
                least = Math.min(least, firstTurns.isFresh(stream) ? firstTurns.time(stream) : key(stream));
            }
        }
        return least;
    }

    /** An activation of a stream ends before its time: it owes so much less. */
    void cutShort(int stream, long samples) {
        firstTurns.drop(stream);
        charge(stream, -samples);
    }

    // ---- an open pool

    /** A stream that comes later begins level with the others: shares hold from then on, and it does not catch up on what it missed. */
    ShareLedger entered(int stream, double[] newWeights) {
        ShareLedger others = reweighted(newWeights);
        long own = others.fixed(stream);
        long rest = others.aliveWeight - own;
        long level = rest == 0 ? 0 : Math.round(others.served * ((double) own / rest));
        others.books[FIELDS * stream + CHARGED] = level;
        others.serve(stream, level - others.served(stream));
        return others;
    }

    ShareLedger left(int stream, double[] newWeights) {
        serve(stream, -served(stream));
        books[FIELDS * stream + CHARGED] = 0;
        if (lengths != null) {
            lengths[stream] = 0;
        }
        return reweighted(newWeights);
    }

    private ShareLedger reweighted(double[] newWeights) {
        ShareLedger copy = new ShareLedger(streams(), byLength, dropped);
        System.arraycopy(books, 0, copy.books, 0, books.length);
        copy.firstTurns =
                FirstTurns.none(streams(), copy::key, copy::weight); // an open pool gets its streams one by one
        copy.weigh(newWeights);
        if (lengths != null) {
            copy.lengths = lengths.clone();
        }
        copy.served = served;
        return copy;
    }
}
