// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.source.split.RefusedStateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.accumulators.Accumulator;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;

/**
 * How many samples each leaf of a plan gave, in how many records they came, and the hash of their sequence. All of these are sums (of
 * the epoch, the latest), so it
 * does not matter who counted which record.
 */
@Internal
public final class ShareCounts implements Accumulator<Integer, ShareCounts> {

    private static final int VERSION = 1;

    private static final long serialVersionUID = 1;

    private transient long[] counts;
    private transient long records;
    private transient long hash;
    private transient long epoch;

    ShareCounts(int leaves) {
        counts = new long[leaves];
    }

    /** Counts a sample of a leaf. */
    @Override
    public void add(Integer leaf) {
        counts[leaf]++;
    }

    /** Counts a record. */
    void record(long itsHash, long itsEpoch) {
        records++;
        hash += itsHash;
        epoch = Math.max(epoch, itsEpoch);
    }

    int leaves() {
        return counts.length;
    }

    public long of(int leaf) {
        return counts[leaf];
    }

    public long samples() {
        return Arrays.stream(counts).sum();
    }

    public long records() {
        return records;
    }

    /** The sum of the records' hashes, of which each has its number in the order: it stands for the whole sequence. */
    public long hash() {
        return hash;
    }

    /** The last pass that a record was of, from 0. */
    public long epoch() {
        return epoch;
    }

    @Override
    public ShareCounts getLocalValue() {
        return this;
    }

    @Override
    public void resetLocal() {
        Arrays.fill(counts, 0);
        records = 0;
        hash = 0;
        epoch = 0;
    }

    @Override
    public void merge(Accumulator<Integer, ShareCounts> other) {
        ShareCounts more = other.getLocalValue();
        for (int i = 0; i < counts.length; i++) {
            counts[i] += more.counts[i];
        }
        records += more.records;
        hash += more.hash;
        epoch = Math.max(epoch, more.epoch);
    }

    @Override
    public ShareCounts clone() {
        ShareCounts copy = new ShareCounts(counts.length);
        copy.merge(this);
        return copy;
    }

    /**
     * All of it in bytes. Heartbeats carry them, and their messages may have 10 MiB: a million leaves take 2 MB at first, 3 once each gave
     * more than 127 samples. Layout: varint version, varint records, varint epoch, 8 bytes hash, varint
     * leaves; for each count above 0 varint distance
     * from the one before and varint count; varint 0.
     */
    byte[] save() throws IOException {
        StateOut packed = new StateOut();
        packed.number(VERSION);
        packed.number(records);
        packed.number(epoch);
        packed.bits(hash);
        packed.number(counts.length);
        int last = -1;
        for (int i = 0; i < counts.length; i++) {
            long count = counts[i]; // the task goes on counting
            if (count > 0) {
                packed.number(i - last);
                packed.number(count);
                last = i;
            }
        }
        packed.number(0);
        return packed.toByteArray();
    }

    /** @throws RefusedStateException if these are not the bytes of such counts */
    static ShareCounts restore(byte[] saved) throws IOException {
        StateIn packed = new StateIn(saved);
        int version = packed.number(Integer.MAX_VALUE, "the version");
        if (version != VERSION) {
            throw new RefusedStateException(
                    "the saved counts are of version " + version + "; this program reads version " + VERSION);
        }
        long records = packed.number();
        long epoch = packed.number();
        long hash = packed.bits();
        ShareCounts restored = new ShareCounts(packed.number(Integer.MAX_VALUE, "the number of leaves"));
        restored.records = records;
        restored.hash = hash;
        restored.epoch = epoch;
        long leaf = -1;
        for (long distance = packed.number(); distance > 0; distance = packed.number()) {
            leaf += distance;
            if (leaf >= restored.counts.length) {
                throw packed.damaged("a count for leaf " + leaf);
            }
            restored.counts[(int) leaf] = packed.number();
        }
        packed.end();
        return restored;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeObject(save());
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        ShareCounts arrived = restore((byte[]) in.readObject());
        counts = arrived.counts;
        records = arrived.records;
        hash = arrived.hash;
        epoch = arrived.epoch;
    }
}
