// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.structure.Arguments;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The weights of a pool over time: revisions 1, 2, …, each in force from its round on. Revision 0 are the weights with which a run begins.
 * Immutable.
 *
 * <p>The weights of a revision are computed when they are asked for, so that a ramp over a million streams takes no more memory than its two
 * ends.
 */
@Experimental
public final class WeightRevisions implements Serializable {

    private static final long serialVersionUID = 1;

    /** No revisions at all. */
    public static final WeightRevisions NONE = new WeightRevisions(List.of());

    /**
     * The most steps of a ramp. Over L draws in which a weight changes by Δ, k steps at the middle of each keep its count within
     * L · Δ / (8 · k²) of the line's: a sample in 33 000 where it changes by 1.
     */
    static final int STEPS = 64;

    /** A point of the line between two weightings. */
    private record Revision(long round, double[] from, double[] to, double part) implements Serializable {

        double[] weights() {
            if (part == 1) {
                return to;
            }
            double[] between = new double[to.length];
            for (int i = 0; i < between.length; i++) {
                between[i] = (1 - part) * from[i] + part * to[i];
            }
            return between;
        }
    }

    private final List<Revision> revisions;

    private WeightRevisions(List<Revision> revisions) {
        this.revisions = revisions;
    }

    /**
     * The revisions of a schedule. Changes that change nothing are left out.
     *
     * @param first the weights at the beginning, of sum 1
     * @throws IllegalArgumentException if weights are wrong; the message says which
     */
    static WeightRevisions of(WeightSchedule schedule, double[] first) {
        List<Revision> revisions = new ArrayList<>();
        double[] from = first;
        int number = 0;
        for (WeightSchedule.Change change : schedule.changes()) {
            number++;
            double[] to = scaled(change.weights(), first.length, number);
            if (!areEqual(from, to)) {
                add(change, from, to, revisions);
                from = to;
            }
        }
        return revisions.isEmpty() ? NONE : new WeightRevisions(List.copyOf(revisions));
    }

    /** Whether weights are the same, however they were written: 7 of 10 is .7. */
    private static boolean areEqual(double[] some, double[] others) {
        return IntStream.range(0, some.length)
                .allMatch(i -> Math.abs(some[i] - others[i]) <= 1e-12 * Math.max(some[i], others[i]));
    }

    private static double[] scaled(double[] weights, int streams, int number) {
        try {
            return Arguments.weights(weights, streams);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("change " + number + " of the schedule: " + e.getMessage(), e);
        }
    }

    private static void add(WeightSchedule.Change change, double[] from, double[] to, List<Revision> revisions) {
        int steps = (int) Math.min(STEPS, change.ramp());
        for (int step = 0; step < steps; step++) {
            // In the middle of the step, so that the count at its end is that of the line.
            long round = change.round() + (long) ((double) change.ramp() * step / steps);
            revisions.add(new Revision(round, from, to, (step + .5) / steps));
        }
        revisions.add(new Revision(change.end(), from, to, 1));
    }

    public boolean isEmpty() {
        return revisions.isEmpty();
    }

    /** How many there are, besides the weights at the beginning. */
    public int size() {
        return revisions.size();
    }

    /**
     * The round from which on a revision is in force.
     *
     * @param number from 1 on; {@link Long#MAX_VALUE} for one that does not exist
     */
    public long round(int number) {
        return number > revisions.size()
                ? Long.MAX_VALUE
                : revisions.get(number - 1).round();
    }

    /** The number of the revision that is in force in a round; 0 before the first. */
    public int inForce(long round) {
        int number = 0;
        while (round >= round(number + 1)) {
            number++;
        }
        return number;
    }

    /**
     * The weights of a revision, of sum 1 over the whole pool. Not to be changed. O(streams).
     *
     * @param number from 1 on
     */
    public double[] weights(int number) {
        return revisions.get(number - 1).weights();
    }

    /** Those of a shard's part of the streams. */
    WeightRevisions of(PoolPart part) {
        return isEmpty()
                ? this
                : new WeightRevisions(revisions.stream()
                        .map(revision -> new Revision(
                                revision.round(),
                                part.pick(revision.from()),
                                part.pick(revision.to()),
                                revision.part()))
                        .toList());
    }

    /** All of it in words: state is only resumed under the same ones. */
    String settings() {
        StringBuilder words = new StringBuilder("schedule");
        for (Revision revision : revisions) {
            words.append(' ').append(revision.round()).append(' ').append(Arrays.hashCode(revision.weights()));
        }
        return words.toString();
    }
}
