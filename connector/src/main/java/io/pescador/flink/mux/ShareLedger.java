// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the streams of a mux gave and may still give, held against their weights. Activations of a mux that go on where others stopped, or that are open
 * at the same time, share one.
 *
 * <p>32 bytes a stream. Sums are of whole numbers, so that nothing depends on the order of events.
 */
final class ShareLedger {

    private static final double ONE = 0x1.0p60;

    // What is known of a stream: four numbers that lie together, the last two as the bits of a double.
    private static final int FIELDS = 4;
    private static final int SERVED = 0;
    private static final int CHARGED = 1;
    private static final int WEIGHT = 2;
    private static final int START = 3;

    private final long[] books;
    private final long[] lengths;
    private final IdSet dropped;
    private final List<ShareCandidates> told = new ArrayList<>(1);
    private int most;
    private long aliveWeight;
    private double part; // 1 / aliveWeight
    private long served;
    private long changes;

    private ShareLedger(int streams, boolean byLength, IdSet dropped) {
        this.dropped = dropped;
        books = new long[FIELDS * streams];
        lengths = byLength ? new long[streams] : null;
    }

    private ShareLedger(double[] weights, double[] starts, boolean byLength, IdSet dropped) {
        this(weights.length, byLength, dropped);
        weigh(weights);
        for (int stream = 0; stream < starts.length; stream++) {
            books[FIELDS * stream + START] = Double.doubleToRawLongBits(starts[stream]);
        }
    }

    /**
     * @param weights ≥ 0, of sum 1; a stream of weight 0 is never a candidate
     * @param starts by how much each stream is ahead at the beginning, in samples
     * @param byLength whether activations run to the end of their stream, and are charged its last length
     */
    static ShareLedger of(double[] weights, double[] starts, boolean byLength) {
        return new ShareLedger(weights, starts, byLength, IdSet.empty(weights.length));
    }

    static ShareLedger restore(double[] weights, double[] starts, boolean byLength, StateIn in) throws IOException {
        int streams = weights.length;
        ShareLedger ledger = new ShareLedger(weights, starts, byLength, IdSet.restore(streams, in));
        int last = 0;
        for (int n = in.number(streams, "the number of streams that gave"); n > 0; n--) {
            last += in.number(streams - 1 - last, "the number of a stream");
            long gave = in.number();
            ledger.books[FIELDS * last + CHARGED] = gave;
            ledger.serve(last, gave);
        }
        for (int stream = 0; byLength && stream < streams; stream++) {
            ledger.lengths[stream] = in.number();
        }
        return ledger;
    }

    /**
     * Layout: the streams dropped; varint how many gave anything, and for each varint distance to the one before and how much; where lengths are
     * charged, the last one of each stream. What activations may still give is theirs to say.
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
        for (int stream = 0; lengths != null && stream < streams(); stream++) {
            out.number(lengths[stream]);
        }
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

    /** The candidate of the least key is next. */
    double key(int stream) {
        return key(stream, 0);
    }

    /** The key of a stream that is charged {@code more}. */
    double key(int stream, long more) {
        long charged = books[FIELDS * stream + CHARGED] + more;
        return (charged + Double.longBitsToDouble(books[FIELDS * stream + START])) / weight(stream);
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

    void charge(int stream, long samples) {
        books[FIELDS * stream + CHARGED] += samples;
        changes++;
        for (int i = 0; i < told.size(); i++) {
            told.get(i).moved(stream);
        }
    }

    /** Leaves a stream out for good. What it gave counts no more: its share is the others' now, without a debt to them that nobody can pay. */
    void drop(int stream) {
        if (dropped.add(stream)) {
            changes++;
            told.forEach(candidates -> candidates.take(stream));
            aliveWeight -= fixed(stream);
            part = 1.0 / aliveWeight;
            served -= served(stream);
        }
    }

    /** How long a stream was when it was last run through to its end, at least 1; 0 where nobody asks. */
    long length(int stream) {
        return lengths == null ? 0 : Math.max(1, lengths[stream]);
    }

    void ended(int stream, long length) {
        if (lengths != null) {
            lengths[stream] = length;
        }
    }

    // ---- the candidates whose order depends on it

    /** From now on {@code candidates} are told of each key that changes. */
    void tell(ShareCandidates candidates) {
        told.add(candidates);
    }

    void tellNoMore(ShareCandidates candidates) {
        told.remove(candidates);
    }

    /** How often the order of candidates was changed. */
    long changes() {
        return changes;
    }

    /** How many are told. */
    int told() {
        return told.size();
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
        ShareLedger copy = new ShareLedger(streams(), lengths != null, dropped);
        System.arraycopy(books, 0, copy.books, 0, books.length);
        copy.weigh(newWeights);
        if (lengths != null) {
            System.arraycopy(lengths, 0, copy.lengths, 0, streams());
        }
        copy.served = served;
        return copy;
    }
}
