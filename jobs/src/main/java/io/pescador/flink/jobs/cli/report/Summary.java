// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.count.SequenceHash;
import io.pescador.flink.jobs.cli.count.ShareCounts;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a person wants to know at the end: how much came, of which streams, and how to have it again. */
@Internal
public final class Summary {

    /**
     * As many streams as fit a screen. Of more, only the levels of the tree are shown, or else the streams furthest from their share.
     */
    private static final int MOST = 24;

    private static final int NAME_WIDTH = 40;

    private Summary() {}

    public static List<String> lines(RunResult run) {
        List<String> lines = new ArrayList<>();
        ShareCounts counts = run.counts();
        String batches = run.plan().givesBatches() ? " in " + Figures.count(counts.records(), "batch") : "";
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s%s, seed %d, %.1f s%s",
                run.plan().file(),
                Figures.count(counts.samples(), "sample"),
                batches,
                run.seed(),
                run.seconds(),
                run.resumed() ? " since it was resumed" : ""));
        lines.add("  " + Figures.count(run.source().activations(), "activation") + ", "
                + Figures.number(run.source().empty()) + " empty, "
                + Figures.count(run.source().skipped(), "stream") + " skipped, sequence "
                + SequenceHash.text(counts.hash()));
        ShareTable table = ShareTable.of(run.plan().tree(), counts);
        if (counts.samples() > 0 && !table.rows().isEmpty()) {
            table(table, lines);
        }
        lines.add("repeat with: " + run.repeat());
        return lines;
    }

    private static void table(ShareTable table, List<String> lines) {
        List<ShareTable.Row> shown = table.rows();
        if (shown.size() > MOST) {
            shown = table.levels(MOST);
        }
        if (shown.isEmpty()) { // the root has no levels
            shown = table.worst();
            lines.add("the " + shown.size() + " streams furthest from their share, of "
                    + Figures.number(table.leaves().size()) + ":");
        }
        int width = shown.stream()
                .mapToInt(row -> 2 * row.depth() + name(row).length())
                .max()
                .orElse(0);
        width = Math.max(width, "stream".length());
        lines.add(String.format(
                Locale.ROOT, "  %-" + width + "s  %8s  %8s  %12s", "stream", "asked", "given", "samples"));
        for (ShareTable.Row row : shown) {
            String name = "  ".repeat(row.depth()) + name(row);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  %8s  %8s  %12s",
                    name,
                    Figures.share(row.asked()),
                    Figures.share(row.given()),
                    Figures.number(row.samples())));
        }
    }

    /** The end of a long name says more than its beginning. */
    private static String name(ShareTable.Row row) {
        return row.name().length() <= NAME_WIDTH
                ? row.name()
                : "…" + row.name().substring(row.name().length() - NAME_WIDTH + 1);
    }
}
