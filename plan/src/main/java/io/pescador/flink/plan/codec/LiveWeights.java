// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.spec.WeightTable;
import io.pescador.flink.plan.spec.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The weights of a plan whose streams are known only if it lists them. */
final class LiveWeights {

    private final Mapping plan;
    private final PlanPaths paths;

    LiveWeights(Mapping plan, PlanPaths paths) {
        this.plan = plan;
        this.paths = paths;
    }

    /**
     * @param streams the ids of all, or null
     * @return null if there are none, or they are wrong
     */
    WeightTable read(List<String> streams) {
        Weights weights = plan.get(Keys.LIVE_WEIGHTS);
        List<Weights.Entry> entries = null;
        if (weights instanceof Weights.PerRows) {
            plan.refuse(Keys.LIVE_WEIGHTS, "a stream whose records flow by has no number of rows: give numbers");
        } else if (weights instanceof Weights.InOrder list) {
            entries = inOrder(list.values(), streams);
        } else if (weights instanceof Weights.InFile file) {
            entries = WeightFile.read(
                    file, plan.at(Keys.LIVE_WEIGHTS), paths, plan.file().problems());
        } else if (weights instanceof Weights.ByName names) {
            entries = names.entries();
        }
        if (entries == null) {
            return null;
        }
        WeightTable table = new WeightTable(entries);
        if (streams != null && !(weights instanceof Weights.InOrder)) {
            ofAll(streams, table);
        }
        return table;
    }

    private List<Weights.Entry> inOrder(double[] weights, List<String> streams) {
        if (streams == null) {
            plan.refuse(
                    Keys.LIVE_WEIGHTS,
                    "a list of weights goes with streams, which says whose they are: add it, or give weights by name");
            return null;
        }
        if (streams.size() != weights.length) {
            plan.refuse(
                    Keys.LIVE_WEIGHTS,
                    weights.length + (weights.length == 1 ? " weight for " : " weights for ") + streams.size()
                            + " streams: give each stream its weight");
            return null;
        }
        List<Weights.Entry> entries = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            entries.add(new Weights.Entry(streams.get(i), weights[i], plan.at(Keys.LIVE_WEIGHTS)));
        }
        return entries;
    }

    private void ofAll(List<String> streams, WeightTable table) {
        List<String> without =
                streams.stream().filter(id -> table.of(Set.of(id)) == null).toList();
        if (!without.isEmpty()) {
            plan.refuse(
                    Keys.LIVE_WEIGHTS,
                    "no weight for " + Problems.some(without) + ": give each stream one, or \"*\" for all others");
        }
        for (Weights.Entry entry : table.unused()) {
            plan.refuse(
                    entry.at(),
                    "a weight for \"" + entry.name() + "\", but no stream is called so"
                            + Problems.hint(entry.name(), streams));
        }
        if (without.isEmpty() && streams.stream().allMatch(id -> table.of(id) == 0)) {
            plan.refuse(Keys.LIVE_WEIGHTS, "weights are all 0: at least one must be above");
        }
    }
}
