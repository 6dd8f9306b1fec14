// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.streamer.items.RowReader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gives the streams of a mux their weights. */
final class Weighing {

    /** So many names are listed in a message. */
    private static final int SHOWN = 5;

    private final PlanPaths paths;
    private final Problems problems;

    Weighing(PlanPaths paths, Problems problems) {
        this.paths = paths;
        this.problems = problems;
    }

    /** @return a weight for each stream; null where there are none, or they are wrong */
    double[] weigh(MuxNode mux, List<Stream> streams) {
        WeightRule rule = mux.weights();
        if (rule == null) {
            return null;
        }
        double[] weights = given(mux, rule, streams);
        if (weights != null && Arrays.stream(weights).allMatch(weight -> weight == 0)) {
            problems.plan(rule.place(), "weights" + mux.called() + " are all 0: at least one must be above");
            return null;
        }
        return weights;
    }

    private double[] given(MuxNode mux, WeightRule rule, List<Stream> streams) {
        if (rule instanceof WeightRule.InOrder list) {
            return inOrder(mux, list, streams);
        }
        if (rule instanceof WeightRule.ByName names) {
            return byName(mux, names.place(), names.entries(), streams, "");
        }
        return rule instanceof WeightRule.InFile file
                ? inFile(mux, file, streams)
                : rows((WeightRule.PerRows) rule, streams);
    }

    private double[] inOrder(MuxNode mux, WeightRule.InOrder list, List<Stream> streams) {
        int given = list.weights().size();
        if (given != streams.size()) {
            problems.plan(
                    list.place(),
                    given + (given == 1 ? " weight for " : " weights for ") + streams.size() + " streams" + mux.called()
                            + ": give each stream its weight");
            return null;
        }
        return list.weights().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double[] byName(
            MuxNode mux, Place place, List<WeightRule.Entry> entries, List<Stream> streams, String source) {
        double[] weights = new double[streams.size()];
        WeightTable table = new WeightTable(entries);
        List<String> without = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            WeightRule.Entry entry = table.of(names(streams.get(i)));
            if (entry == null) {
                without.add(streams.get(i).name());
            } else {
                weights[i] = entry.weight();
            }
        }
        boolean right = true;
        for (WeightRule.Entry entry : table.unused()) {
            right = false;
            problems.plan(
                    entry.place(),
                    "a weight for \"" + entry.name() + "\", but no stream" + mux.called() + " is called so"
                            + guess(entry.name(), streams));
        }
        if (!without.isEmpty()) {
            right = false;
            problems.plan(
                    place,
                    "no weight for " + listed(without) + source + ": give each stream" + mux.called()
                            + " one, or \"*\" for all others");
        }
        return right ? weights : null;
    }

    private static String guess(String name, List<Stream> streams) {
        List<String> names = streams.stream().map(Stream::name).toList();
        String guess = Spelling.nearest(name, names);
        return guess != null ? ": did you mean \"" + guess + "\"?" : ": there are " + listed(names);
    }

    static String listed(List<String> names) {
        return names.size() <= SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }

    /** What a stream answers to: its name, and its file's path, name, and name without the ending. */
    private Set<String> names(Stream stream) {
        Set<String> names = new LinkedHashSet<>();
        names.add(stream.name());
        if (stream instanceof Stream.Leaf leaf && leaf.file() != null) {
            String file = leaf.file().substring(leaf.file().lastIndexOf('/') + 1);
            names.add(paths.shown(leaf.file()));
            names.add(file);
            names.add(file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file);
        }
        return names;
    }

    private double[] inFile(MuxNode mux, WeightRule.InFile rule, List<Stream> streams) {
        List<WeightRule.Entry> entries = WeightFile.read(rule, paths, problems);
        return entries == null ? null : byName(mux, rule.place(), entries, streams, " in " + rule.path());
    }

    private double[] rows(WeightRule.PerRows rule, List<Stream> streams) {
        double[] rows = new double[streams.size()];
        for (int i = 0; i < rows.length; i++) {
            for (Stream.Leaf leaf : streams.get(i).leaves()) {
                try {
                    rows[i] += count(leaf);
                } catch (UnsupportedOperationException e) {
                    problems.plan(rule.place(), "weights per rows: " + e.getMessage());
                    return null;
                } catch (IOException | RuntimeException | Error e) {
                    problems.data(leaf.name(), e);
                    return null;
                }
            }
        }
        return rows;
    }

    private static long count(Stream.Leaf leaf) throws IOException {
        if (leaf.leaf().items() != null) {
            return leaf.leaf().items().size();
        }
        if (leaf.file() == null) {
            throw new UnsupportedOperationException(
                    "nobody knows how many rows the class " + leaf.leaf().source() + " gives");
        }
        try (RowReader<?> reader = FileRows.of(leaf).open()) {
            return reader.count();
        }
    }
}
