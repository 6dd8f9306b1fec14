// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.order.TurnsPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.RowCounts;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.source.StreamerSourceBuilder;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a plan comes to, for people: the tree with its shares, and the figures that decide whether it will run well. */
@Internal
public final class PlanReport {

    /** So many streams of a mux are shown. */
    private static final int SHOWN = 12;

    /** In a longer tree, only the first of several sibling muxes shows its streams. */
    private static final int MOST_LINES = 40;

    private final SamplePlan plan;
    private final RowCounts rows;

    public PlanReport(SamplePlan plan, RowCounts rows) {
        this.plan = plan;
        this.rows = rows;
    }

    /** @param form in which the tree is shown */
    public List<String> lines(PlanTree.Form form) {
        PlanTree tree = new PlanTree();
        boolean folded = lineCount(plan.tree()) > MOST_LINES;
        tree(plan.tree(), 1, 0, folded, tree);
        List<String> lines = new ArrayList<>(tree.lines(form));
        schedules(plan.tree(), lines);
        lines.add("");
        lines.add("streams          " + Figures.number(plan.tree().leaves().size()));
        lines.add("rows an epoch    " + rowsAnEpoch());
        lines.add("open at a time   " + Figures.number(plan.maxOpen()) + " files at most");
        lines.add("memory           " + memory());
        lines.add("kept of files    " + kept());
        lines.add("activations      " + activations());
        lines.addAll(readBesides());
        lines.add("share error      " + shareError());
        lines.add("shards           " + plan.shards() + ", which is the largest useful parallelism");
        lines.add("gives            " + gives());
        return lines;
    }

    private String rowsAnEpoch() {
        if (rows.total() < 0) {
            return "not known";
        }
        long once = Math.round(rows.once(plan.tree()));
        return once >= rows.total()
                ? Figures.number(rows.total())
                : "about " + Figures.number(once) + " of " + Figures.number(rows.total())
                        + ": exhaustive with a rate gives so much of each stream, once. Leave out rate for all";
    }

    /** What is read ahead, and what waits in steps. */
    private String memory() {
        long held = plan.tree().held() * plan.sampleBytes() * plan.shards();
        String steps = plan.tree().held() == 0
                ? ""
                : ", and " + Figures.bytes(held) + " in batches and caches ("
                        + Figures.count(plan.tree().held(), "sample") + " of " + Figures.bytes(plan.sampleBytes())
                        + " a shard)";
        return Figures.bytes(StreamerSourceBuilder.DEFAULT_READ_AHEAD_BYTES) + " a reader read ahead" + steps;
    }

    private static String kept() {
        return "up to " + Figures.bytes(FileCache.ofProcess().budget())
                + " a process, an eighth of the heap: where rows begin, and what was decompressed";
    }

    /** What an activation reads besides its rows: a line for each format and order. */
    private List<String> readBesides() {
        Map<String, String> costs = new LinkedHashMap<>();
        for (LeafSpec leaf : plan.tree().leaves()) {
            if (leaf.input() instanceof Input.Files files && leaf.path() != null) {
                RowOrder order = files.rowRule().orderOr(files.format().defaultOrder());
                String what = files.format().name() + ", " + order.name().toLowerCase(Locale.ROOT);
                costs.putIfAbsent(files.format().readsBesides(leaf.path(), order), what);
            }
        }
        List<String> lines = new ArrayList<>();
        costs.forEach((cost, what) ->
                lines.add((lines.isEmpty() ? "reads besides    " : " ".repeat(17)) + what + ": " + cost));
        return lines;
    }

    /** A stream is opened once every {@code rate} samples of its mux. */
    private String activations() {
        double every = opened(plan.tree());
        return Double.isNaN(every) || every == 0
                ? "as streams end"
                : String.format(Locale.ROOT, "%.1f opened for 1,000 samples", 1000 * every);
    }

    /** Opened leaves for each sample of the stream; NaN where that depends on how long streams are. */
    private double opened(Spec stream) {
        if (!(stream instanceof MuxSpec branch)) {
            return 0;
        }
        double below = 0;
        double[] shares = shares(branch);
        for (int i = 0; i < branch.streams().size(); i++) {
            double share = shares[i];
            below += share * opened(branch.streams().get(i));
        }
        if (!(branch.policy() instanceof StochasticPolicy stochastic)) {
            return below;
        }
        if (!stochastic.hasRate()) {
            return Double.NaN;
        }
        // An activation of a mux below opens what that one then holds open.
        long opens = branch.streams().stream().mapToLong(Spec::maxOpen).max().orElse(1);
        return below + Math.max(1, opens) / stochastic.rate();
    }

    private String shareError() {
        if (!(plan.tree() instanceof MuxSpec root)) {
            return "none: there is one stream";
        }
        StochasticPolicy stochastic = root.policy() instanceof StochasticPolicy policy ? policy : null;
        if (Double.isNaN(root.sharesAt(0)[0])) {
            return "no shares are asked for: every stream is given to its end"
                    + (stochastic != null && stochastic.hasRate() ? ", or to its quota" : "");
        }
        if (root.policy() instanceof RoundRobinPolicy || root.policy() instanceof TurnsPolicy) {
            return "none while all streams have samples: they take turns";
        }
        if (root.policy() instanceof ShuffledPolicy shuffled && shuffled.weighting() == Weighting.SHARE) {
            return drawnByChance(root);
        }
        double bound = ShareBound.of(root, shares(root));
        if (Double.isNaN(bound)) {
            return "as chance has it: shares are right on average, and no bound is promised"
                    + (root.inOrder() == null ? ". With weights: {\"*\": 1} one is" : "");
        }
        return String.format(
                Locale.ROOT,
                "no stream is more than %.0f samples of a shard from its share: %.2f %% after 10,000",
                bound,
                bound / 100);
    }

    /** Two standard deviations of the share that varies most. */
    private String drawnByChance(MuxSpec root) {
        double variance = Arrays.stream(shares(root))
                .map(share -> share * (1 - share))
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "as chance has it, which draws each sample: mostly within %.2f %% of all after 10,000",
                100 * 2 * Math.sqrt(variance / 10_000));
    }

    private String gives() {
        String what = plan.givesBatches() ? "batch" : "sample";
        if (plan.maxEmitted() != null) {
            return Figures.count(plan.maxEmitted(), what);
        }
        return (plan.givesBatches() ? "batches" : "samples") + until();
    }

    private String until() {
        if (plan.streamer().finite()) {
            return " until the plan ends";
        }
        return plan.tree().drawn().stream().allMatch(PlanReport::hasMaxEpochs)
                ? " until each stream has come to its max_epochs"
                : " for ever: say when to stop with stop or --max-iter";
    }

    private static boolean hasMaxEpochs(LeafSpec leaf) {
        return leaf.input() instanceof Input.Files files && files.rowRule().maxEpochs() != null;
    }

    private static int lineCount(Spec stream) {
        return stream instanceof MuxSpec branch
                ? 1
                        + branch.streams().stream()
                                .limit(SHOWN)
                                .mapToInt(PlanReport::lineCount)
                                .sum()
                : 1;
    }

    /** The shares of a mux's streams once those without rows are left out, as the mux leaves them out when it finds them. */
    private double[] shares(MuxSpec branch) {
        double[] shares = new double[branch.streams().size()];
        for (int i = 0; i < shares.length; i++) {
            boolean empty = rows.isEmpty(branch.streams().get(i));
            shares[i] = empty ? 0 : branch.inOrder() == null ? 1 : branch.inOrder()[i];
        }
        double sum = Double.isNaN(branch.sharesAt(0)[0])
                ? Double.NaN
                : Arrays.stream(shares).sum();
        Arrays.setAll(shares, i -> shares[i] / sum);
        return shares;
    }

    private void tree(Spec stream, double share, int depth, boolean folded, PlanTree tree) {
        boolean empty = rows.isEmpty(stream) && !stream.drawn().isEmpty();
        if (!(stream instanceof MuxSpec branch)) {
            tree.add(depth, stream.name(), share, empty ? "has no rows" : "");
            return;
        }
        tree.add(depth, branch.name(), share, (empty ? "has no rows  " : "") + settings(branch));
        boolean first = true;
        double[] shares = shares(branch);
        for (int i = 0; i < Math.min(SHOWN, branch.streams().size()); i++) {
            Spec below = branch.streams().get(i);
            double part = share * shares[i];
            if (folded && !first && below instanceof MuxSpec inner) {
                tree.add(depth + 1, inner.name(), part, settings(inner));
            } else {
                tree(below, part, depth + 1, folded, tree);
            }
            first &= !(below instanceof MuxSpec);
        }
        if (branch.streams().size() > SHOWN) {
            tree.more(depth + 1, branch.streams().size() - SHOWN);
        }
    }

    /** The weights that hold later, mux by mux. The tree has those with which the run begins. */
    private static void schedules(Spec stream, List<String> lines) {
        if (!(stream instanceof MuxSpec branch)) {
            return;
        }
        for (Schedule.Change change : branch.schedule().changes()) {
            Rounds rounds = branch.schedule().rounds();
            long begin = rounds.samples(change.at());
            long end = begin + rounds.samples(change.ramp());
            double[] shares = branch.sharesAt(end);
            List<String> asked = new ArrayList<>();
            for (int i = 0; i < Math.min(SHOWN, shares.length); i++) {
                asked.add(branch.streams().get(i).name() + " "
                        + Figures.share(shares[i]).strip());
            }
            String when = end == begin
                    ? " after " + Figures.count(end, "sample")
                    : ", from " + Figures.number(begin) + " to " + Figures.count(end, "sample");
            lines.add(branch.name() + when + ": " + String.join(", ", asked) + (shares.length > SHOWN ? ", …" : ""));
        }
        branch.streams().forEach(below -> schedules(below, lines));
    }

    private static String settings(MuxSpec branch) {
        String kind = branch.policy().kind();
        List<String> settings = new ArrayList<>();
        if (!branch.name().equals(kind)) {
            settings.add(kind);
        }
        if (branch.policy() instanceof StochasticPolicy stochastic) {
            settings.add("n_active " + stochastic.nActive());
            if (stochastic.hasRate()) {
                settings.add("rate " + Figures.plain(stochastic.rate()));
            }
        }
        settings.add(Figures.count(branch.streams().size(), "stream"));
        return "(" + String.join(", ", settings) + ")";
    }
}
