// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.RowRule;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.annotation.Internal;

/** A plan whose leaves hold as many rows as its files do, and nothing else: it draws as the plan does, and reads nothing. */
@Internal
public final class VirtualPlan extends StreamerCompiler {

    /** Rows of a leaf whose number of rows is unknown: enough that no quota comes to their end. */
    private static final long MANY = 1L << 40;

    private final RowCounts rows;

    private VirtualPlan(Locations locations, RowCounts rows) {
        super(locations, new Problems(), Tags.NONE);
        this.rows = rows;
    }

    /** The streamer of an expanded tree, without batches: what is drawn are samples. */
    public static Streamer<Sample> of(Spec tree, Locations locations, RowCounts rows) {
        return new VirtualPlan(locations, rows).compile(tree);
    }

    @Override
    Streamer<Sample> source(LeafSpec leaf, BadRecords bad) {
        long count = rows.of(leaf);
        return rowRule(leaf.input()).stream(new VirtualRows(leaf.name(), count < 0 ? MANY : count), RowOrder.ROTATING);
    }

    private static RowRule rowRule(Input input) {
        if (input instanceof Input.Files files) {
            return files.rowRule();
        }
        return input instanceof Input.OfClass user ? user.rowRule() : new RowRule(null, null);
    }

    @Override
    Rounds rounds(Schedule schedule) {
        return schedule.isEmpty() ? null : schedule.rounds().withoutBatches();
    }

    @Override
    boolean takes(Step step) {
        return step.phase().countsOnly();
    }
}
