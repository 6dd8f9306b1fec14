// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.count.ShareCounts;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Asked and given share of every stream of a plan, from the root down. */
final class ShareTable {

    /** As many are shown of those that are furthest from their share. */
    static final int WORST = 10;

    /**
     * A stream.
     *
     * @param depth in the tree, from 0
     * @param asked its share of all samples; NaN where none is promised
     * @param given its share of the samples that came
     * @param samples that it gave
     * @param leaf whether it has no streams below that are worth a line
     * @param weighted whether its mux has weights, so that it has a share of its own
     */
    record Row(int depth, String name, double asked, double given, long samples, boolean leaf, boolean weighted) {

        private double off() {
            return Double.isNaN(asked) ? -1 : Math.abs(asked - given);
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final ShareCounts counts;
    private final double samples;

    private ShareTable(ShareCounts counts) {
        this.counts = counts;
        samples = Math.max(1, counts.samples());
    }

    static ShareTable of(Spec tree, ShareCounts counts) {
        ShareTable table = new ShareTable(counts);
        if (tree instanceof MuxSpec root) {
            table.below(root, 0, 1, 0);
        }
        return table;
    }

    private void below(MuxSpec branch, int depth, double asked, int firstLeaf) {
        double[] shares = branch.shares();
        int leaf = firstLeaf;
        for (int i = 0; i < branch.streams().size(); i++) {
            Spec stream = branch.streams().get(i);
            double share = asked * shares[i];
            int end = leaf + stream.leaves().size();
            long given = 0;
            for (int j = leaf; j < end; j++) {
                given += counts.of(j);
            }
            rows.add(new Row(
                    depth,
                    stream.name(),
                    share,
                    given / samples,
                    given,
                    stream.leaves().size() == 1,
                    branch.inOrder() != null));
            // An only child gives what its parent gives.
            if (stream instanceof MuxSpec inner && inner.streams().size() > 1) {
                below(inner, depth + 1, share, leaf);
            }
            leaf = end;
        }
    }

    /** All streams, each mux before those below it; none where the root is a leaf. */
    List<Row> rows() {
        return rows;
    }

    /** The streams that are read, without the muxes above them. */
    List<Row> leaves() {
        return rows.stream()
                .filter(Row::leaf)
                .map(row -> new Row(0, row.name, row.asked, row.given, row.samples, true, row.weighted))
                .toList();
    }

    /**
     * The levels of the tree: muxes below the root, and streams that have weights of their own; of more than {@code most} only the topmost.
     *
     * @return none where the tree has no levels, or too many streams on the topmost
     */
    List<Row> levels(int most) {
        List<Row> levels =
                rows.stream().filter(row -> !row.leaf || row.weighted).toList();
        for (int depth = levels.stream().mapToInt(Row::depth).max().orElse(0);
                levels.size() > most && depth > 0;
                depth--) {
            int below = depth;
            levels = levels.stream().filter(row -> row.depth < below).toList();
        }
        return levels.size() <= most ? levels : List.of();
    }

    /** All streams, in the order of the tree; of more than so many, muxes, and the streams furthest from their share. */
    List<Row> shown(int most) {
        if (rows.size() <= most) {
            return rows;
        }
        Set<Row> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        rows.stream()
                .sorted(Comparator.comparing(Row::leaf).thenComparingDouble(row -> -row.off()))
                .limit(most)
                .forEach(kept::add);
        return rows.stream().filter(kept::contains).toList();
    }

    /** Of the {@link #leaves}, those that are furthest from their share, the furthest first. */
    List<Row> worst() {
        return leaves().stream()
                .sorted(Comparator.comparingDouble((Row row) -> -row.off()))
                .limit(WORST)
                .toList();
    }
}
