// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.ReadyPlan;
import io.pescador.flink.jobs.plan.Stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a person wants to know at the end: how much came, and of which streams. */
final class Summary {

    /** More streams than fit a screen are not all shown, */
    private static final int MOST = 24;

    /** but those that are furthest from their share. */
    private static final int WORST = 10;

    private static final int NAME_WIDTH = 40;

    private final ReadyPlan plan;
    private final long[] leaves;
    private final long samples;
    private final long records;
    private final List<Row> rows = new ArrayList<>();

    private record Row(int depth, String name, double asked, long given, boolean leaf) {

        double off(long samples) {
            return Double.isNaN(asked) ? -1 : Math.abs(asked - (double) given / samples);
        }
    }

    /** @param counts as {@link ShareCounts} has them */
    Summary(ReadyPlan plan, long[] counts) {
        this.plan = plan;
        leaves = counts;
        records = counts[counts.length - 1];
        long sum = 0;
        for (int i = 0; i < counts.length - 1; i++) {
            sum += counts[i];
        }
        samples = sum;
        if (plan.tree() instanceof Stream.Branch root) {
            below(root, 0, 1, 0);
        }
    }

    private void below(Stream.Branch branch, int depth, double asked, int firstLeaf) {
        int leaf = firstLeaf;
        for (int i = 0; i < branch.streams().size(); i++) {
            Stream stream = branch.streams().get(i);
            double share = asked * branch.share(i);
            int end = leaf + stream.leaves().size();
            long given = 0;
            for (int j = leaf; j < end; j++) {
                given += leaves[j];
            }
            rows.add(new Row(depth, stream.name(), share, given, stream.leaves().size() == 1));
            // An only child gives what its parent gives.
            if (stream instanceof Stream.Branch inner && inner.streams().size() > 1) {
                below(inner, depth + 1, share, leaf);
            }
            leaf = end;
        }
    }

    /**
     * The lines.
     *
     * @param seconds that it took
     */
    List<String> lines(long seed, double seconds) {
        List<String> lines = new ArrayList<>();
        String batches = plan.givesBatches() ? " in " + Text.count(records, "batch") : "";
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s%s, seed %d, %.1f s",
                plan.plan().file(),
                Text.count(samples, "sample"),
                batches,
                seed,
                seconds));
        if (samples > 0 && !rows.isEmpty()) {
            table(lines);
        }
        return lines;
    }

    private void table(List<String> lines) {
        List<Row> shown = rows;
        if (rows.size() > MOST) {
            shown = rows.stream()
                    .filter(Row::leaf)
                    .sorted(Comparator.comparingDouble((Row row) -> -row.off(samples)))
                    .limit(WORST)
                    .map(row -> new Row(0, row.name, row.asked, row.given, true))
                    .toList();
            lines.add("the " + shown.size() + " streams furthest from their share, of "
                    + Text.number(rows.stream().filter(Row::leaf).count()) + ":");
        }
        int width = shown.stream()
                .mapToInt(row -> 2 * row.depth + name(row).length())
                .max()
                .orElse(0);
        width = Math.max(width, "stream".length());
        lines.add(String.format(
                Locale.ROOT, "  %-" + width + "s  %8s  %8s  %12s", "stream", "asked", "given", "samples"));
        for (Row row : shown) {
            String name = "  ".repeat(row.depth) + name(row);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  %8s  %8s  %12s",
                    name,
                    Text.share(row.asked),
                    Text.share((double) row.given / samples),
                    Text.number(row.given)));
        }
    }

    /** The end of a long name says more than its beginning. */
    private static String name(Row row) {
        return row.name.length() <= NAME_WIDTH
                ? row.name
                : "…" + row.name.substring(row.name.length() - NAME_WIDTH + 1);
    }
}
