// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * When the weights of a pool change, written down before the run.
 *
 * <pre>{@code
 * Pool.of(List.of(web, code, wiki))
 *         .weights(.7, .2, .1)
 *         .schedule(WeightSchedule.none()
 *                 .at(100_000, .5, .4, .1)
 *                 .ramp(500_000, 50_000, .3, .5, .2));
 * }</pre>
 *
 * <p>A <em>round</em> is a draw at the root of the plan, counted from 0 in each shard by itself: with n shards, round d of all shards
 * together are the samples d · n to d · n + n − 1 of the global order. Where the root makes batches, rounds count batches. New weights hold
 * from right before their round on, in every mux of the tree that draws in it.
 *
 * <p>Immutable and thread-safe.
 */
@PublicEvolving
public final class WeightSchedule implements Serializable {

    private static final long serialVersionUID = 1;

    /** Weights that are reached {@code ramp} rounds after {@code round}. */
    record Change(long round, long ramp, double[] weights) implements Serializable {

        long end() {
            return round + ramp;
        }
    }

    private final List<Change> changes;

    private WeightSchedule(List<Change> changes) {
        this.changes = changes;
    }

    /** No changes yet. */
    public static WeightSchedule none() {
        return new WeightSchedule(List.of());
    }

    /**
     * Other weights from a round on.
     *
     * @param round ≥ 1, and after the change before
     * @param weights a weight ≥ 0 for each stream, of any sum; copied
     * @throws IllegalArgumentException if the round is not after the change before
     */
    public WeightSchedule at(long round, double... weights) {
        return ramp(round, 0, weights);
    }

    /**
     * Weights that move on a line, from those in force at {@code round} to others {@code rounds} later, in up to
     * {@value WeightRevisions#STEPS} steps.
     *
     * @param round ≥ 1, and after the end of the change before
     * @param rounds ≥ 0
     * @param weights a weight ≥ 0 for each stream, of any sum; copied
     * @throws IllegalArgumentException if a number is wrong, or the change before has not ended at {@code round}
     */
    public WeightSchedule ramp(long round, long rounds, double... weights) {
        long earliest = changes.isEmpty() ? 1 : changes.get(changes.size() - 1).end() + 1;
        if (round < earliest) {
            throw new IllegalArgumentException("change " + (changes.size() + 1) + " of the schedule is at round "
                    + round
                    + ": it can be at " + earliest + " at the earliest"
                    + (changes.isEmpty() ? ", since weights give what holds before" : ", after the change before"));
        }
        if (rounds < 0) {
            throw new IllegalArgumentException(
                    "change " + (changes.size() + 1) + " of the schedule takes " + rounds + " rounds: take 0 or more");
        }
        List<Change> more = new ArrayList<>(changes);
        more.add(new Change(round, rounds, weights.clone()));
        return new WeightSchedule(List.copyOf(more));
    }

    List<Change> changes() {
        return changes;
    }
}
