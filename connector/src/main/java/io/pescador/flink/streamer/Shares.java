// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.util.Arrays;

/**
 * What the streams of the topmost mux were to give and what they gave, since the shard was opened. Written by the thread that draws; others
 * may read it and see numbers that are a little old.
 */
public final class Shares {

    /** Pools larger than this are not counted: nobody looks at so many numbers. */
    public static final int MOST = 1000;

    private double[] asked = {};
    private long[] given = {};

    /** @param asked the share of each stream, of sum 1; empty where there is nothing to count */
    public void begin(double[] asked) {
        this.asked = asked;
        given = new long[asked.length];
    }

    /** Stream {@code stream} gave a sample. */
    public void gave(int stream) {
        if (given.length > 0) {
            given[stream]++;
        }
    }

    public double[] asked() {
        return asked.clone();
    }

    public long[] given() {
        return given.clone();
    }

    /** Half the sum of the differences between the shares asked and given (total variation distance); 0 before the first sample. */
    public double error() {
        long[] counts = given;
        double total = Arrays.stream(counts).sum();
        double sum = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            sum += Math.abs(counts[i] / total - asked[i]);
        }
        return sum / 2;
    }
}
