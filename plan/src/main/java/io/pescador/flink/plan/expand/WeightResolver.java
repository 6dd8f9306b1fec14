// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.expand;

import io.pescador.flink.internal.Guess;
import io.pescador.flink.plan.codec.WeightFile;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.WeightTable;
import io.pescador.flink.plan.spec.Weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Settles the weights of the streams of a mux. */
final class WeightResolver {

    private final MuxSpec mux;
    private final List<Spec> streams;
    private final PlanPaths paths;
    private final Problems problems;

    /** @param streams of the mux, expanded */
    WeightResolver(MuxSpec mux, List<Spec> streams, PlanPaths paths, Problems problems) {
        this.mux = mux;
        this.streams = streams;
        this.paths = paths;
        this.problems = problems;
    }

    /**
     * @param at where the plan gives them
     * @return a weight for each stream; {@link Weights#NONE} if they are wrong
     */
    Weights resolve(Weights weights, SourceLocation at) {
        double[] values;
        if (weights instanceof Weights.InOrder list) {
            values = inOrder(at, list.values());
        } else if (weights instanceof Weights.ByName names) {
            values = byName(at, names.entries(), "");
        } else if (weights instanceof Weights.InFile file) {
            List<Weights.Entry> entries = WeightFile.read(file, at, paths, problems);
            values = entries == null ? null : byName(at, entries, " in " + file.path());
        } else {
            values = perRows(at);
        }
        if (values != null && Arrays.stream(values).allMatch(weight -> weight == 0)) {
            problems.plan(at, "weights" + mux.called() + " are all 0: at least one must be above");
            return Weights.NONE;
        }
        return values == null ? Weights.NONE : new Weights.InOrder(values);
    }

    private double[] inOrder(SourceLocation at, double[] values) {
        if (values.length == streams.size()) {
            return values;
        }
        problems.plan(
                at,
                values.length + (values.length == 1 ? " weight for " : " weights for ") + streams.size() + " streams"
                        + mux.called() + ": give each stream its weight");
        return null;
    }

    private double[] byName(SourceLocation at, List<Weights.Entry> entries, String source) {
        double[] weights = new double[streams.size()];
        WeightTable table = new WeightTable(entries);
        List<String> without = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            Weights.Entry entry = table.of(names(streams.get(i)));
            if (entry == null) {
                without.add(streams.get(i).name());
            } else {
                weights[i] = entry.weight();
            }
        }
        List<Weights.Entry> unused = table.unused();
        // Each is held against the names of all streams, and there may be very many of both.
        for (Weights.Entry entry : unused.subList(0, Math.min(unused.size(), Problems.MOST_ALIKE))) {
            problems.plan(
                    entry.at(),
                    "a weight for \"" + entry.name() + "\", but no stream" + mux.called() + " is called so"
                            + guess(entry.name()));
        }
        if (unused.size() > Problems.MOST_ALIKE) {
            problems.plan(
                    at,
                    (unused.size() - Problems.MOST_ALIKE) + " more weights" + source + " for names that no stream"
                            + mux.called() + " has");
        }
        if (!without.isEmpty()) {
            problems.plan(
                    at,
                    "no weight for " + Problems.some(without) + source + ": give each stream" + mux.called()
                            + " one, or \"*\" for all others");
        }
        return without.isEmpty() && unused.isEmpty() ? weights : null;
    }

    private String guess(String name) {
        List<String> names = streams.stream().map(Spec::name).toList();
        String guess = Guess.nearest(name, names);
        return guess != null ? ": did you mean \"" + guess + "\"?" : ": there are " + Problems.some(names);
    }

    /** What a stream answers to: its name, and its file's path, name, and name without the ending. */
    private Set<String> names(Spec stream) {
        Set<String> names = new LinkedHashSet<>();
        names.add(stream.name());
        if (stream instanceof LeafSpec leaf && leaf.path() != null) {
            String file = leaf.path().substring(leaf.path().lastIndexOf('/') + 1);
            names.add(paths.shown(leaf.path()));
            names.add(file);
            names.add(file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file);
        }
        return names;
    }

    private double[] perRows(SourceLocation at) {
        double[] rows = new double[streams.size()];
        for (int i = 0; i < rows.length; i++) {
            for (LeafSpec leaf : streams.get(i).leaves()) {
                if (leaf.input() instanceof Input.OfClass user) {
                    problems.plan(
                            at,
                            "weights per rows: it is not known how many rows the class " + user.className() + " gives");
                    return null;
                }
                try {
                    rows[i] += leaf.count();
                } catch (IOException | RuntimeException | Error e) {
                    problems.data(leaf.name(), e);
                    return null;
                }
            }
        }
        return rows;
    }
}
