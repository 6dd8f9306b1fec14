// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import org.apache.flink.api.common.accumulators.Accumulator;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;

/** How many samples each leaf of a plan gave, and in how many records they came. Layout: the leaves' counts, then the number of records. */
final class ShareCounts implements Accumulator<Integer, long[]> {

    private static final long serialVersionUID = 1;

    private transient long[] counts;

    ShareCounts(int leaves) {
        counts = new long[leaves + 1];
    }

    private ShareCounts(long[] counts) {
        this.counts = counts;
    }

    /** Counts a sample of a leaf. */
    @Override
    public void add(Integer leaf) {
        counts[leaf]++;
    }

    void record() {
        counts[counts.length - 1]++;
    }

    @Override
    public long[] getLocalValue() {
        return counts;
    }

    @Override
    public void resetLocal() {
        Arrays.fill(counts, 0);
    }

    @Override
    public void merge(Accumulator<Integer, long[]> other) {
        long[] more = other.getLocalValue();
        for (int i = 0; i < counts.length; i++) {
            counts[i] += more[i];
        }
    }

    @Override
    public Accumulator<Integer, long[]> clone() {
        return new ShareCounts(counts.clone());
    }

    /**
     * Heartbeats carry it, and their messages may have 10 MiB: a million leaves take 2 MB at first, 3 once each gave more than 127 samples.
     * Layout: varint length; for each count above 0 varint distance from the one before and count; varint 0.
     */
    private void writeObject(ObjectOutputStream out) throws IOException {
        StateOut packed = new StateOut();
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
        out.writeObject(packed.toByteArray());
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        StateIn packed = new StateIn((byte[]) in.readObject());
        counts = new long[packed.number(Integer.MAX_VALUE, "the number of leaves")];
        int last = -1;
        for (long distance = packed.number(); distance > 0; distance = packed.number()) {
            last += (int) distance;
            counts[last] = packed.number();
        }
    }
}
