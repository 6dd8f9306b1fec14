// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.List;

/** Reads the weights of a mux. */
final class WeightReader {

    private static final String FORMS =
            "weights are a list of numbers, a mapping from names to numbers, the path of a file, or {per: rows}";

    private WeightReader() {}

    /** @return null if there are none, or they are wrong */
    static WeightRule read(Fields fields, String mux) {
        Node node = fields.node(Key.WEIGHTS);
        Place place = fields.place(Key.WEIGHTS);
        String of = mux == null ? "" : " of mux \"" + mux + "\"";
        if (node == null) {
            return null;
        }
        if (node instanceof SequenceNode list) {
            return inOrder(list, fields, place, of);
        }
        if (node instanceof MappingNode mapping) {
            return mapping(Fields.of(mapping, fields.file()), place, of);
        }
        if (fields.file().value((ScalarNode) node) instanceof String path) {
            return new WeightRule.InFile(place, path);
        }
        fields.wrong(Key.WEIGHTS.word(), node, FORMS);
        return null;
    }

    private static WeightRule inOrder(SequenceNode list, Fields fields, Place place, String of) {
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < list.getValue().size(); i++) {
            weights.add(weight("weights[" + i + "]" + of, list.getValue().get(i), fields));
        }
        return usable(new WeightRule.InOrder(place, weights), weights, fields, of);
    }

    private static WeightRule mapping(Fields given, Place place, String of) {
        if (given.words().size() == 1 && given.node("per") instanceof ScalarNode per) {
            if (given.file().replaced(per).equals("rows")) {
                return new WeightRule.PerRows(place);
            }
            given.wrong("per", per, "weights can follow rows: write {per: rows}");
            return null;
        }
        List<WeightRule.Entry> entries = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String name : given.words()) {
            Double weight = weight("weights[\"" + name + "\"]" + of, given.node(name), given);
            weights.add(weight);
            if (weight != null) {
                entries.add(new WeightRule.Entry(name, weight, given.place(name)));
            }
        }
        return usable(new WeightRule.ByName(place, entries), weights, given, of);
    }

    private static WeightRule usable(WeightRule rule, List<Double> weights, Fields fields, String of) {
        if (weights.isEmpty()) {
            fields.refuse(rule.place(), "weights" + of + " is empty: " + FORMS);
            return null;
        }
        if (weights.contains(null)) {
            return null;
        }
        if (weights.stream().allMatch(weight -> weight == 0)) {
            fields.refuse(rule.place(), "weights" + of + " are all 0: at least one must be above");
            return null;
        }
        return rule;
    }

    private static Double weight(String what, Node node, Fields fields) {
        Object value = node instanceof ScalarNode scalar ? fields.file().value(scalar) : node;
        if (value instanceof Number number && number.doubleValue() >= 0 && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        fields.refuse(fields.file().at(node), what + " is " + fields.shown(value) + ": a weight is a number ≥ 0");
        return null;
    }
}
