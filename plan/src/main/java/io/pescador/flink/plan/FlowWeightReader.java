// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the weights of a flow plan, whose streams are known only if it lists them. */
final class FlowWeightReader {

    private FlowWeightReader() {}

    /**
     * @param path of the plan
     * @param streams the ids of all, or null
     * @return null if there are none, or they are wrong
     */
    static FlowWeights read(Fields fields, String path, List<String> streams) {
        WeightRule rule = WeightReader.read(fields, null);
        if (rule instanceof WeightRule.PerRows) {
            fields.refuse(rule.place(), "nobody knows how many rows a stream that flows has: give numbers");
            return null;
        }
        if (rule instanceof WeightRule.InOrder list) {
            return inOrder(list, streams, fields);
        }
        List<WeightRule.Entry> entries = rule instanceof WeightRule.InFile file
                ? WeightFile.read(file, PlanPaths.besides(path), fields.file().problems())
                : rule instanceof WeightRule.ByName names ? names.entries() : null;
        if (entries == null) {
            return null;
        }
        FlowWeights weights = new FlowWeights(entries);
        if (streams != null) {
            ofAll(streams, weights, entries, rule, fields);
        }
        return weights;
    }

    private static FlowWeights inOrder(WeightRule.InOrder list, List<String> streams, Fields fields) {
        if (streams == null) {
            fields.refuse(
                    list.place(),
                    "a list of weights goes with streams, which says whose they are: add it, or give weights by name");
            return null;
        }
        if (streams.size() != list.weights().size()) {
            fields.refuse(
                    list.place(),
                    list.weights().size() + (list.weights().size() == 1 ? " weight for " : " weights for ")
                            + streams.size() + " streams: give each stream its weight");
            return null;
        }
        List<WeightRule.Entry> entries = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            entries.add(new WeightRule.Entry(streams.get(i), list.weights().get(i), list.place()));
        }
        return new FlowWeights(entries);
    }

    private static void ofAll(
            List<String> streams, FlowWeights weights, List<WeightRule.Entry> entries, WeightRule rule, Fields fields) {
        List<String> without =
                streams.stream().filter(id -> weights.of(id) == null).toList();
        if (!without.isEmpty()) {
            fields.refuse(
                    rule.place(),
                    "no weight for " + Weighing.listed(without) + ": give each stream one, or \"*\" for all others");
        }
        WeightTable table = new WeightTable(entries);
        streams.forEach(id -> table.of(Set.of(id)));
        for (WeightRule.Entry entry : table.unused()) {
            fields.refuse(
                    entry.place(),
                    "a weight for \"" + entry.name() + "\", but no stream is called so"
                            + Spelling.hint(entry.name(), streams));
        }
        if (without.isEmpty() && streams.stream().allMatch(id -> weights.of(id) == 0)) {
            fields.refuse(rule.place(), "weights are all 0: at least one must be above");
        }
    }
}
