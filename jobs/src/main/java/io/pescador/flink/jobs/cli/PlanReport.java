// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.MuxKind;
import io.pescador.flink.jobs.plan.ReadyPlan;
import io.pescador.flink.jobs.plan.RowCounts;
import io.pescador.flink.jobs.plan.Stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a plan comes to, for people: the tree with its shares, and the figures that decide whether it will run well. */
final class PlanReport {

    /** So many streams of a mux are shown. */
    private static final int SHOWN = 12;

    /** The source's default. */
    private static final long READ_AHEAD = 32L << 20;

    private final ReadyPlan plan;
    private final RowCounts rows;

    PlanReport(ReadyPlan plan, RowCounts rows) {
        this.plan = plan;
        this.rows = rows;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        tree(plan.tree(), 1, "", lines);
        lines.add("");
        lines.add("streams          " + Text.number(plan.tree().leaves().size()));
        lines.add("rows an epoch    " + (rows.total() < 0 ? "not known" : Text.number(rows.total())));
        lines.add("open at a time   " + Text.number(plan.open()) + " files at most");
        lines.add("memory           " + memory());
        lines.add("activations      " + activations());
        lines.add("share error      " + shareError());
        lines.add("shards           " + plan.plan().shards() + ", which is the largest useful parallelism");
        lines.add("gives            " + gives());
        return lines;
    }

    /** What is read ahead, and what waits in steps. */
    private String memory() {
        long held = plan.held() * plan.sampleBytes() * plan.plan().shards();
        String steps = plan.held() == 0
                ? ""
                : ", and " + Text.bytes(held) + " in batches and caches (" + Text.count(plan.held(), "sample") + " of "
                        + Text.bytes(plan.sampleBytes()) + " a shard)";
        return Text.bytes(READ_AHEAD) + " a reader read ahead" + steps;
    }

    /** A stream is opened once every {@code rate} samples of its mux. */
    private String activations() {
        double every = opened(plan.tree());
        return Double.isNaN(every) || every == 0
                ? "as streams end"
                : String.format(Locale.ROOT, "%.1f opened for 1,000 samples", 1000 * every);
    }

    /** Opened leaves for each sample of the stream; NaN where that depends on how long streams are. */
    private static double opened(Stream stream) {
        if (!(stream instanceof Stream.Branch branch)) {
            return 0;
        }
        double below = 0;
        for (int i = 0; i < branch.streams().size(); i++) {
            double share = branch.share(i);
            below += share * opened(branch.streams().get(i));
        }
        if (branch.mux().kind() != MuxKind.STOCHASTIC) {
            return below;
        }
        // An activation of a mux below opens what that one then holds open.
        return branch.mux().rate() == null
                ? Double.NaN
                : below
                        + Math.max(
                                        1,
                                        branch.streams().stream()
                                                .mapToLong(child -> ReadyPlan.open(child, 1))
                                                .max()
                                                .orElse(1))
                                / branch.mux().rate();
    }

    /** The kernel's bound for the root: |count − n·w| ≤ 3·rate·(1 + w·√N). */
    private String shareError() {
        if (!(plan.tree() instanceof Stream.Branch root)
                || root.weights() == null
                || root.mux().kind() != MuxKind.STOCHASTIC
                || root.mux().rate() == null
                || !root.mux().weighting().equals("share")
                || Double.isNaN(root.share(0))) {
            return "as chance has it: no share is promised";
        }
        double heaviest = 0;
        for (int i = 0; i < root.streams().size(); i++) {
            heaviest = Math.max(heaviest, root.share(i));
        }
        double bound =
                3 * root.mux().rate() * (1 + heaviest * Math.sqrt(root.streams().size()));
        return String.format(
                Locale.ROOT,
                "no stream is more than %.0f samples of a shard from its share: %.2f %% after 10,000",
                bound,
                bound / 100);
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
        List<String> settings = new ArrayList<>();
        if (!branch.name().equals(kind.word())) {
            settings.add(kind.word());
        }
        if (kind == MuxKind.STOCHASTIC) {
            settings.add("n_active " + branch.mux().nActive());
        }
        if (branch.mux().rate() != null) {
            settings.add("rate " + Text.plain(branch.mux().rate()));
        }
        settings.add(Text.count(branch.streams().size(), "stream"));
        lines.add(indent + branch.name() + given + "  (" + String.join(", ", settings) + ")");
        for (int i = 0; i < Math.min(SHOWN, branch.streams().size()); i++) {
            tree(branch.streams().get(i), share * branch.share(i), indent + "  ", lines);
        }
        if (branch.streams().size() > SHOWN) {
            lines.add(indent + "  … and " + Text.number(branch.streams().size() - SHOWN) + " more");
        }
    }
}
