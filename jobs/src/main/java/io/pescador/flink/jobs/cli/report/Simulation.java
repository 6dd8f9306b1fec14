// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.count.TargetShares;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.LeafPaths;
import io.pescador.flink.plan.compile.RowCounts;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the draws of a plan look like, before it reads anything: how near shares are to the weights after how many draws, how long a stream
 * stays, how well neighbours mix. One shard, the whole plan; steps of the author's own classes are left out.
 */
@Internal
public final class Simulation {

    /** Streams among so many draws in a row are counted: a batch of usual size. */
    static final int WINDOW = 64;

    private static final int LINES = 12;

    private final String plan;
    private final String[] names;
    private final TargetShares target;
    private final long[] counts;
    private final List<double[]> errors = new ArrayList<>();
    private final ScheduledShares scheduled;
    private final long draws;
    private final long activations;
    private final double span;
    private final double distinct;

    private Simulation(
            String plan,
            String[] names,
            TargetShares target,
            long[] counts,
            ScheduledShares scheduled,
            long draws,
            long activations,
            double span,
            double distinct) {
        this.plan = plan;
        this.scheduled = scheduled;
        this.names = names;
        this.target = target;
        this.counts = counts;
        this.draws = draws;
        this.activations = activations;
        this.span = span;
        this.distinct = distinct;
    }

    public static Simulation run(SamplePlan plan, RowCounts rows, long seed, long most) throws IOException {
        LeafPaths paths = LeafPaths.of(plan.tree());
        List<LeafSpec> leaves = plan.tree().leaves();
        TargetShares target = TargetShares.of(plan.tree());
        long[] counts = new long[leaves.size()];
        Spans spans = new Spans();
        Mixing mixing = new Mixing(counts.length);
        ScheduledShares scheduled = ScheduledShares.of(plan.tree());
        List<double[]> errors = new ArrayList<>();
        long draws = 0;
        long report = 100;
        Trace trace = new Trace();
        long activations;
        try (Sampling<Sample> sampling = Sampling.start(plan.virtual(rows), seed)) {
            while (draws < most && sampling.poll() == PollResult.ITEM) {
                sampling.locate(trace);
                int leaf = paths.leaf(trace.path());
                scheduled.draw(leaf, draws);
                counts[leaf]++;
                spans.draw(trace.activation(), draws);
                mixing.draw(leaf, draws);
                draws++;
                if (draws == report || draws == most) {
                    errors.add(new double[] {draws, target.error(i -> counts[i], draws)});
                    report = draws < report ? report : next(report);
                }
            }
            activations = sampling.activations();
        }
        String[] names = leaves.stream().map(Spec::name).toArray(String[]::new);
        Simulation done = new Simulation(
                plan.file(), names, target, counts, scheduled, draws, activations, spans.mean(), mixing.mean());
        done.errors.addAll(errors);
        return done;
    }

    /** 100, 200, 500, 1000, … */
    private static long next(long report) {
        long power = (long) Math.pow(10, Math.floor(Math.log10(report)));
        return report == power ? 2 * power : report == 2 * power ? 5 * power : 10 * power;
    }

    /** Draws so far and the share error then, as a part of 1. */
    public List<double[]> errors() {
        return List.copyOf(errors);
    }

    public boolean hasShares() {
        return target.arePromised();
    }

    String plan() {
        return plan;
    }

    long draws() {
        return draws;
    }

    /** The streams, those with the largest share first: name, asked and given share. */
    public List<SharePlots.Bar> rows() {
        List<SharePlots.Bar> rows = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            rows.add(new SharePlots.Bar(names[i], target.of(i), draws == 0 ? 0 : (double) counts[i] / draws));
        }
        rows.sort((a, b) -> Double.compare(b.given(), a.given()));
        return rows;
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(plan + ": " + Figures.count(draws, "draw") + " of " + Figures.count(names.length, "stream")
                + ", nothing read");
        lines.add(String.format(
                Locale.ROOT,
                "activations       %s, %.1f samples each",
                Figures.number(activations),
                activations == 0 ? 0 : (double) draws / activations));
        lines.add(String.format(Locale.ROOT, "a stream stays    %.0f draws from its first sample to its last", span));
        lines.add(
                String.format(Locale.ROOT, "mixing            %.1f streams among %d draws in a row", distinct, WINDOW));
        if (hasShares()) {
            lines.add(
                    "share error       after so many draws, part of the samples that came from other streams than asked");
            for (double[] error : errors()) {
                lines.add(String.format(Locale.ROOT, "  %12s  %.4f", Figures.number((long) error[0]), error[1]));
            }
        }
        lines.addAll(scheduled.lines(names, draws));
        lines.add("largest shares       asked     given");
        rows().stream()
                .limit(LINES)
                .forEach(row -> lines.add(String.format(
                        Locale.ROOT,
                        "  %8s  %8s  %s",
                        Figures.share(row.asked()),
                        Figures.share(row.given()),
                        row.name())));
        return lines;
    }

    /** From the first to the last sample of an activation. */
    private static final class Spans {

        private long[] first = new long[64];
        private long[] last = new long[64];
        private int size;

        void draw(long activation, long draw) {
            int number = (int) activation;
            if (number >= first.length) {
                first = Arrays.copyOf(first, 2 * number);
                last = Arrays.copyOf(last, 2 * number);
            }
            if (number >= size) {
                size = number + 1;
                first[number] = draw;
            }
            last[number] = draw;
        }

        double mean() {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += last[i] - first[i] + 1;
            }
            return size == 0 ? 0 : sum / size;
        }
    }

    /** How many streams there are among draws in a row. */
    private static final class Mixing {

        private final long[] seenIn;
        private long windows;
        private long distinct;

        Mixing(int leaves) {
            seenIn = new long[leaves];
        }

        void draw(int leaf, long draw) {
            long window = draw / WINDOW + 1;
            if (seenIn[leaf] != window) {
                seenIn[leaf] = window;
                distinct++;
            }
            windows = window;
        }

        double mean() {
            return windows == 0 ? 0 : (double) distinct / windows;
        }
    }
}
