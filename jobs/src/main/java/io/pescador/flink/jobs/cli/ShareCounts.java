// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.apache.flink.api.common.accumulators.Accumulator;

import java.util.Arrays;

/** How many samples each leaf of a plan gave, and in how many records they came. Layout: the leaves' counts, then the number of records. */
final class ShareCounts implements Accumulator<Integer, long[]> {

    private static final long serialVersionUID = 1;

    private long[] counts;

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
}
