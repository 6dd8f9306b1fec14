// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.MuxKind;
import io.pescador.flink.jobs.plan.ReadyPlan;
import io.pescador.flink.jobs.plan.Stream;

import java.util.ArrayList;
import java.util.List;

/** What a plan comes to, for people: the tree with its shares, and the figures that decide whether it will run well. */
final class PlanReport {

    /** So many streams of a mux are shown. */
    private static final int SHOWN = 12;

    private final ReadyPlan plan;

    PlanReport(ReadyPlan plan) {
        this.plan = plan;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        tree(plan.tree(), 1, "", lines);
        lines.add("");
        lines.add("streams          " + Text.number(plan.tree().leaves().size()));
        lines.add("open at a time   " + Text.number(plan.open()) + " files at most");
        lines.add("shards           " + plan.plan().shards() + ", which is the largest useful parallelism");
        lines.add("gives            " + gives());
        return lines;
    }

    private String gives() {
        String what = plan.givesBatches() ? "batch" : "sample";
        if (plan.most() != null) {
            return Text.count(plan.most(), what);
        }
        return (plan.givesBatches() ? "batches" : "samples")
                + (plan.streamer().finite()
                        ? " until the plan ends"
                        : " for ever: say when to stop with stop or --max-iter");
    }

    private static void tree(Stream stream, double share, String indent, List<String> lines) {
        String given = lines.isEmpty() ? "" : "  " + Text.share(share);
        if (!(stream instanceof Stream.Branch branch)) {
            lines.add(indent + stream.name() + given);
            return;
        }
        MuxKind kind = branch.mux().kind();
        String slots = kind == MuxKind.STOCHASTIC ? ", n_active " + branch.mux().nActive() : "";
        String rate =
                branch.mux().rate() == null ? "" : ", rate " + branch.mux().rate();
        lines.add(indent + branch.name() + given + "  (" + kind.word() + slots + rate + ", "
                + Text.count(branch.streams().size(), "stream") + ")");
        for (int i = 0; i < Math.min(SHOWN, branch.streams().size()); i++) {
            tree(branch.streams().get(i), share * branch.share(i), indent + "  ", lines);
        }
        if (branch.streams().size() > SHOWN) {
            lines.add(indent + "  … and " + Text.number(branch.streams().size() - SHOWN) + " more");
        }
    }
}
