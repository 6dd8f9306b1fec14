// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.flow.FlowCounts;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.LivePlan;

import org.apache.flink.annotation.Internal;

import java.util.Optional;

/**
 * Says that a mux of lines gives little because few of many streams have slots: a draw waits for a line of a stream that is rare, and the
 * lines of streams without a slot pass by meanwhile.
 */
@Internal
public final class HoldUp {

    /** Less of what came is worth a line. */
    private static final double LITTLE = 0.1;

    /** So many lines tell a beginning from a hold-up. */
    private static final long ENOUGH = 10_000;

    private HoldUp() {}

    /** The line, or nothing where streams do not hold the mux up. */
    public static Optional<String> of(LivePlan plan, FlowCounts read, FlowCounts given) {
        int streams = read.streams().size();
        if (!(plan.mux().policy() instanceof StochasticPolicy policy)
                || streams <= policy.nActive()
                || read.all() < ENOUGH
                || given.all() >= LITTLE * read.all()) {
            return Optional.empty();
        }
        return Optional.of(plan.file() + ": only " + Figures.number(given.all()) + " of "
                + Figures.count(read.all(), "line") + " are given: "
                + (streams < FlowCounts.MOST ? "" : "more than ") + Figures.count(streams, "stream") + " share "
                + Figures.count(policy.nActive(), "slot")
                + " (n_active). A draw waits for a line of a stream that has one, however rare, and the others pass by."
                + " Raise n_active to the number of streams, leave rare streams out (streams, max_streams), or take"
                + " spill: true where the input ends");
    }
}
