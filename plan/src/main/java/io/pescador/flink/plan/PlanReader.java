// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a plan file, YAML or JSON, into a {@link Plan}. It works on YAML's nodes and not on the objects made of them, since only nodes know
 * their line, and whether {@code "010"} was quoted.
 */
final class PlanReader {

    private PlanReader() {}

    /**
     * @param name what messages call the file
     * @param set variables that override those of the plan
     * @return the plan, or null where there is no tree to speak of; only to be used for finding more mistakes if there are problems
     */
    static Plan read(String name, String text, Map<String, String> set, Problems problems) {
        Fields fields = fields(name, text, set, problems);
        if (fields == null || FlowPlanReader.refused(fields)) {
            return null;
        }
        return plan(name, fields);
    }

    /** @return the keys of a plan of any kind; null if it has none */
    static Fields fields(String name, String text, Map<String, String> set, Problems problems) {
        Node node = compose(name, text, problems);
        if (node == null) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        PlanFile file = new PlanFile(name, variables, problems);
        if (!(node instanceof MappingNode mapping)) {
            problems.plan(file.at(node), "a plan is a mapping of keys, such as \"mux: stochastic\"");
            return null;
        }
        variables(mapping, file, set, variables);
        return Fields.of(mapping, file);
    }

    private static Node compose(String name, String text, Problems problems) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Optional<Node> node = new Compose(settings).composeString(text);
            if (node.isEmpty()) {
                problems.plan(new Place(name, 1), "the plan is empty: it needs at least a mux or a leaf");
            }
            return node.orElse(null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            problems.plan(new Place(name, line), "this is no YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            problems.plan(new Place(name, 1), "this is no YAML: " + oneLine(e.getMessage()));
        }
        return null;
    }

    private static String oneLine(String text) {
        return text == null ? "it cannot be read" : text.replaceAll("\\s+", " ").strip();
    }

    /** Variables first, since they may appear anywhere, also above the place where they are given. */
    private static void variables(
            MappingNode root, PlanFile file, Map<String, String> set, Map<String, String> variables) {
        for (NodeTuple tuple : root.getValue()) {
            boolean vars = tuple.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals(Key.VARS.word());
            if (vars && tuple.getValueNode() instanceof MappingNode given) {
                for (NodeTuple variable : given.getValue()) {
                    if (variable.getKeyNode() instanceof ScalarNode key
                            && variable.getValueNode() instanceof ScalarNode value) {
                        variables.put(key.getValue(), value.getValue());
                    } else {
                        file.problems().plan(file.at(variable.getKeyNode()), "a variable is a word or number");
                    }
                }
            } else if (vars) {
                file.problems().plan(file.at(tuple.getKeyNode()), "vars is a mapping of names to values");
            }
        }
        for (Map.Entry<String, String> given : set.entrySet()) {
            if (variables.replace(given.getKey(), given.getValue()) == null) {
                file.problems()
                        .plan(
                                file.at(root),
                                "--set " + given.getKey() + ": the plan has no such variable"
                                        + (variables.isEmpty()
                                                ? ". Give it a default under vars"
                                                : Spelling.hint(given.getKey(), variables.keySet())));
            }
        }
    }

    private static Plan plan(String name, Fields fields) {
        Long seed = fields.whole(Key.SEED.word(), Long.MIN_VALUE, Long.MAX_VALUE, "a seed is a whole number");
        Integer shards = fields.count(Key.SHARDS, "the number of shards is a whole number ≥ 1");
        Long maxOpen = fields.whole(Key.MAX_OPEN, 1, "the most streams open at a time is a whole number ≥ 1");
        io.pescador.flink.plan.Node root = new NodeReader(EnumSet.of(Key.Owner.JOB)).read(fields);
        return root == null
                ? null
                : new Plan(
                        name,
                        root,
                        seed,
                        shards == null ? 1 : shards,
                        stop(fields),
                        fields.text(Key.OUTPUT, "an output is written KIND:PATH"),
                        fields.text(Key.STATE, "the directory for saved state"),
                        fields.flag(Key.PROVENANCE, false),
                        maxOpen,
                        pace(fields),
                        fields.file().problems().none() ? PlanWords.of(fields) : Map.of());
    }

    private static Long pace(Fields fields) {
        return fields.node(Key.PACE) instanceof ScalarNode word
                        && fields.file().replaced(word).equals("none")
                ? (Long) Long.MAX_VALUE
                : fields.whole(
                        Key.PACE, 1, "a pace is the most that one reader may be ahead, a whole number ≥ 1, or none");
    }

    private static Stop stop(Fields fields) {
        Node node = fields.node(Key.STOP);
        if (node == null) {
            return null;
        }
        List<String> units = List.of("samples", "batches", "epochs");
        if (!(node instanceof MappingNode mapping)) {
            fields.wrong(Key.STOP.word(), node, "write stop: {samples: 10_000}, or batches or epochs");
            return null;
        }
        Fields stop = Fields.of(mapping, fields.file());
        stop.refuseOthers(units, "stop");
        Stop found = null;
        for (Stop.Unit unit : Stop.Unit.values()) {
            Long count = stop.whole(unit.word(), 1, Long.MAX_VALUE, "a number of " + unit.word() + " ≥ 1");
            if (count != null && found != null) {
                fields.refuse(
                        stop.place(unit.word()), "stop has " + found.unit().word() + " already: keep one of the two");
            } else if (count != null) {
                found = new Stop(unit, count, stop.place(unit.word()));
            }
        }
        return found;
    }
}
