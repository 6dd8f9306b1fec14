// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What the streams of the topmost mux were to give and what they gave, since the shard was opened. Written by the thread that draws; others
 * may read it and see numbers that are a little old.
 */
@Internal
public final class Shares {

    /** Pools larger than this are not counted: so many numbers are of no use to a reader. */
    public static final int MOST = 1000;

    private int[] numbers = {};
    private double[] asked = {};

    /** By stream, of activations that are over. */
    private long[] before = {};

    // By slot, since a draw need not look up the stream then.
    private int[] streams = {};
    private long[] now = {};

    /**
     * An activation of the topmost mux begins. The next pass of one that is repeated goes on with the counts.
     *
     * @param numbers the streams by their numbers in the whole plan, rising; none where there is nothing to count
     * @param asked the share of each, of sum 1
     * @param slots how many streams are open at a time
     */
    public void begin(int[] numbers, double[] asked, int slots) {
        before = Arrays.equals(numbers, this.numbers) ? counts() : new long[asked.length];
        this.numbers = numbers;
        this.asked = asked;
        streams = new int[slots];
        now = new long[slots];
    }

    /** The stream in place {@code index} was opened in a slot. */
    public void opened(int slot, int index) {
        before[streams[slot]] += now[slot];
        now[slot] = 0;
        streams[slot] = index;
    }

    /** The stream that was opened last in a slot gave a sample. */
    public void gave(int slot) {
        now[slot]++;
    }

    /**
     * Other shares are asked from now on: counts begin anew.
     *
     * @param newlyAsked the share of each stream, of sum 1
     */
    public void ask(double[] newlyAsked) {
        asked = newlyAsked;
        before = new long[before.length];
        now = new long[now.length];
    }

    private long[] counts() {
        long[] counts = before.clone();
        for (int slot = 0; slot < now.length; slot++) {
            counts[streams[slot]] += now[slot];
        }
        return counts;
    }

    /** The numbers of the streams that are counted. */
    public int[] numbers() {
        return numbers.clone();
    }

    /** The share that was asked of a stream; 0 where it is not counted. */
    public double asked(int number) {
        int index = Arrays.binarySearch(numbers, number);
        return index < 0 ? 0 : asked[index];
    }

    /** How many samples a stream gave; 0 where it is not counted. */
    public long given(int number) {
        int index = Arrays.binarySearch(numbers, number);
        return index < 0 ? 0 : counts()[index];
    }

    /** How many samples all counted streams gave. */
    public long given() {
        return Arrays.stream(counts()).sum();
    }

    /**
     * Half the sum of the differences between the shares asked and given (total variation distance) of all that equal parts of a plan gave together; 0 before the
     * first sample. Parts may have different streams, so that each may give what was asked of it and the whole not, where one is ahead of the others.
     */
    public static double error(Collection<Shares> parts) {
        Map<Integer, Double> off = new HashMap<>(); // given − asked
        double total = parts.stream().mapToLong(Shares::given).sum();
        long counted = parts.stream().filter(part -> part.numbers.length > 0).count();
        for (Shares part : parts) {
            long[] counts = part.counts();
            for (int i = 0; i < counts.length; i++) {
                off.merge(part.numbers[i], counts[i] / total - part.asked[i] / counted, Double::sum);
            }
        }
        return total == 0 ? 0 : off.values().stream().mapToDouble(Math::abs).sum() / 2;
    }
}
