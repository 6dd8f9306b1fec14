// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.count.TargetShares;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What streams gave and were to give between the changes of a plan's schedules. */
final class ScheduledShares {

    /** So many streams are shown of each part of a run. */
    private static final int SHOWN = 6;

    private final Spec tree;

    /** Where parts of the run begin; none where no weights change. */
    private final long[] begins;

    private final long[][] counts;
    private int part;

    private ScheduledShares(Spec tree, long[] begins) {
        this.tree = tree;
        this.begins = begins;
        counts = new long[begins.length][tree.leaves().size()];
    }

    static ScheduledShares of(Spec tree) {
        TreeSet<Long> begins = new TreeSet<>();
        collect(tree, begins);
        if (!begins.isEmpty()) {
            begins.add(0L);
        }
        return new ScheduledShares(
                tree, begins.stream().mapToLong(begin -> begin).toArray());
    }

    private static void collect(Spec spec, TreeSet<Long> begins) {
        if (spec instanceof MuxSpec mux) {
            Rounds rounds = mux.schedule().rounds();
            for (Schedule.Change change : mux.schedule().changes()) {
                begins.add(rounds.samples(change.at()));
                begins.add(rounds.samples(change.at()) + rounds.samples(change.ramp()));
            }
            mux.streams().forEach(stream -> collect(stream, begins));
        }
    }

    /** A leaf gave the sample of that number. */
    void draw(int leaf, long draw) {
        if (begins.length == 0) {
            return;
        }
        while (part + 1 < begins.length && draw >= begins[part + 1]) {
            part++;
        }
        counts[part][leaf]++;
    }

    /** Of each part of the run that was reached. */
    List<String> lines(String[] names, long draws) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i <= part && begins.length > 0; i++) {
            long end = i == part ? draws : begins[i + 1];
            lines.add("draws " + Figures.number(begins[i] + 1) + " to " + Figures.number(end) + "   asked     given");
            lines.addAll(lines(names, counts[i], begins[i], end));
        }
        return lines;
    }

    private List<String> lines(String[] names, long[] given, long begin, long end) {
        // On a ramp weights move on a line, so that they are in the middle what they are on average.
        TargetShares asked = TargetShares.at((begin + end) / 2, tree);
        return IntStream.range(0, given.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer leaf) -> -given[leaf]))
                .limit(SHOWN)
                .map(leaf -> String.format(
                        "  %8s  %8s  %s",
                        Figures.share(asked.of(leaf)),
                        Figures.share((double) given[leaf] / (end - begin)),
                        names[leaf]))
                .toList();
    }
}
