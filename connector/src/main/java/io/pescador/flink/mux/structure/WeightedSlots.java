// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws filled slots with chances proportional to weights that come and go.
 *
 * <p>Slots are grouped by the power of two that their weight lies below. A group is drawn by its size times the largest weight that one of it can have, a slot
 * of it uniformly, and accepted with the ratio of its weight to that one, which is at least a half. (Matias, Vitter, Ni: "Dynamic generation of
 * discrete random variates", Theory of Computing Systems 36, 2003, their first level.) All sums are formed from whole counts when they
 * are needed, so that nothing depends on the order of additions. A draw costs O(g), g being the number of groups: log2 of the ratio of
 * the largest weight to the smallest, at most.
 */
@Internal
public final class WeightedSlots implements SlotSampler {

    // Of each group the exponent, falling, and the largest weight.
    private final int[] exponents;
    private final double[] caps;

    private final int[][] members;
    private final int[] sizes;
    private final int[] group;
    private final int[] position;
    private final double[] weight;
    private int size;
    private double bound;
    private long total;

    /**
     * @param slots how many slots there are
     * @param weights all weights that a slot can have, in any order
     */
    public WeightedSlots(int slots, double[] weights) {
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (double w : weights) {
            if (w > 0) {
                least = Math.min(least, exponent(w));
                most = Math.max(most, exponent(w));
            }
        }
        int lowest = least;
        double[] largest = new double[least > most ? 0 : most - least + 1];
        for (double w : weights) {
            if (w > 0) {
                int i = exponent(w) - lowest;
                largest[i] = Math.max(largest[i], w);
            }
        }
        int[] falling = IntStream.rangeClosed(1, largest.length)
                .map(i -> largest.length - i)
                .filter(i -> largest[i] > 0)
                .toArray();
        exponents = Arrays.stream(falling).map(i -> i + lowest).toArray();
        caps = Arrays.stream(falling).mapToDouble(i -> largest[i]).toArray();
        members = new int[caps.length][0];
        sizes = new int[caps.length];
        group = new int[slots];
        position = new int[slots];
        weight = new double[slots];
    }

    /** The least e with w ≤ 2^e. */
    private static int exponent(double w) {
        int e = Math.getExponent(w);
        return w == Math.scalb(1.0, e) ? e : e + 1;
    }

    @Override
    public void add(int slot, double w) {
        int exponent = exponent(w);
        int g = 0;
        while (exponents[g] != exponent) {
            g++;
        }
        if (sizes[g] == members[g].length) {
            members[g] = Arrays.copyOf(members[g], Math.max(4, 2 * sizes[g]));
        }
        group[slot] = g;
        position[slot] = sizes[g];
        weight[slot] = w;
        members[g][sizes[g]++] = slot;
        size++;
        total += fixed(w);
        rebound();
    }

    @Override
    public void remove(int slot) {
        int g = group[slot];
        int last = members[g][--sizes[g]];
        members[g][position[slot]] = last;
        position[last] = position[slot];
        size--;
        total -= fixed(weight[slot]);
        weight[slot] = 0;
        rebound();
    }

    private void rebound() {
        double sum = 0;
        for (int g = 0; g < caps.length; g++) {
            sum += sizes[g] * caps[g];
        }
        bound = sum;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public boolean contains(int slot) {
        return weight[slot] > 0;
    }

    @Override
    public int draw(UniformRandomProvider random) {
        while (true) {
            double u = random.nextDouble() * bound;
            int g = 0;
            double mass = sizes[0] * caps[0];
            while (u >= mass && g < caps.length - 1) {
                u -= mass;
                g++;
                mass = sizes[g] * caps[g];
            }
            if (sizes[g] == 0) {
                continue; // rounding led beyond the last group that is filled
            }
            // What is left of u is uniform in the group's mass: its whole part is the member, the rest decides.
            double place = u / caps[g];
            int member = Math.min((int) place, sizes[g] - 1);
            int slot = members[g][member];
            if (weight[slot] == caps[g] || (place - member) * caps[g] < weight[slot]) {
                return slot;
            }
        }
    }

    @Override
    public double chance(int slot) {
        return Math.min(1, (double) fixed(weight[slot]) * size / ((double) total * weight.length));
    }

    /** A weight as a whole number, so that sums do not depend on their order; at most 2^20 slots of weight 1 fit. */
    private static long fixed(double w) {
        return Math.max(1, (long) (w * 0x1.0p42));
    }

    @Override
    public void save(StateOut out) throws IOException {
        for (int g = 0; g < caps.length; g++) {
            IdListCodec.save(out, members[g], sizes[g]);
        }
    }

    @Override
    public void restore(StateIn in, double[] weights) throws IOException {
        for (int g = 0; g < caps.length; g++) {
            for (int slot : IdListCodec.restore(in, weight.length)) {
                if (weight[slot] > 0 || weights[slot] <= 0 || exponent(weights[slot]) != exponents[g]) {
                    throw in.damaged("slot " + slot + " does not belong there");
                }
                add(slot, weights[slot]);
            }
        }
    }
}
