// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.mux.WeightSchedule;
import io.pescador.flink.mux.structure.Arguments;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Rounds.Extent;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;

/**
 * How the weights of a mux change while it runs.
 *
 * @param changes one after the other
 * @param rounds of the plan; null until the tree is expanded
 */
@Internal
public record Schedule(List<Change> changes, Rounds rounds) implements Serializable {

    /** Weights stay as they are. */
    public static final Schedule NONE = new Schedule(List.of(), null);

    /**
     * Other weights.
     *
     * @param at when the change begins
     * @param ramp how long it takes
     * @param weights {@link Weights.InOrder} once patterns are expanded
     * @param where the plan says so
     */
    public record Change(Extent at, Extent ramp, Weights weights, SourceLocation where) implements Serializable {

        /** Its weights, once patterns are expanded; null if they could not be settled. */
        public double[] inOrder() {
            return weights instanceof Weights.InOrder list ? list.values() : null;
        }
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * What the kernel is told.
     *
     * @throws IllegalArgumentException if a change begins before the one before has ended; the message says which
     */
    public WeightSchedule in(Rounds counted) {
        WeightSchedule schedule = WeightSchedule.none();
        for (Change change : changes) {
            schedule = schedule.ramp(counted.of(change.at()), counted.of(change.ramp()), change.inOrder());
        }
        return schedule;
    }

    /**
     * The weights that are asked for at a sample of the global order, of sum 1.
     *
     * @param first those with which the run begins
     */
    public double[] at(long sample, double[] first) {
        double[] weights = Arguments.weights(first, first.length);
        for (Change change : changes) {
            long begin = rounds.samples(change.at());
            if (sample < begin) {
                return weights;
            }
            double[] to = Arguments.weights(change.inOrder(), first.length);
            long ramp = rounds.samples(change.ramp());
            double part = sample >= begin + ramp ? 1 : (double) (sample - begin) / ramp;
            for (int i = 0; i < to.length; i++) {
                to[i] = (1 - part) * weights[i] + part * to[i];
            }
            weights = to;
        }
        return weights;
    }
}
