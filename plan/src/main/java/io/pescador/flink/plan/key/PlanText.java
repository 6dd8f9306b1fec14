// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;

import org.apache.flink.annotation.Internal;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a plan file, YAML or JSON: its name, what its variables stand for, and where its mistakes go.
 *
 * <p>Plans are read from YAML's nodes and not from the objects made of them, since only nodes know their line, and whether {@code "010"} was
 * quoted.
 */
@Internal
public final class PlanText {

    /** The key of a plan's variables, which are known before anything else is read. */
    public static final String VARIABLES = "vars";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final String name;
    private final Problems problems;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private PlanText(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    /**
     * @param name what messages call the file
     * @param set variables that override those of the plan
     * @return the keys of the plan, or null if it has none
     */
    public static Mapping read(String name, String text, Map<String, String> set, Problems problems) {
        PlanText file = new PlanText(name, problems);
        Node node = file.compose(text);
        if (node instanceof MappingNode mapping) {
            file.variables(mapping, set);
            return Mapping.of(mapping, file);
        }
        if (node != null) {
            problems.plan(file.at(node), "a plan is a mapping of keys, such as \"mux: stochastic\"");
        }
        return null;
    }

    private Node compose(String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Optional<Node> node = new Compose(settings).composeString(text);
            if (node.isEmpty()) {
                problems.plan(new SourceLocation(name, 1), "the plan is empty: it needs at least a mux or a leaf");
            }
            return node.orElse(null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            problems.plan(new SourceLocation(name, line), "this is no YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            problems.plan(new SourceLocation(name, 1), "this is no YAML: " + oneLine(e.getMessage()));
        }
        return null;
    }

    private static String oneLine(String text) {
        return text == null ? "it cannot be read" : text.replaceAll("\\s+", " ").strip();
    }

    /** Variables first, since they may appear anywhere, also above the line that defines them. */
    private void variables(MappingNode root, Map<String, String> set) {
        for (NodeTuple tuple : root.getValue()) {
            boolean vars = tuple.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals(VARIABLES);
            if (vars && tuple.getValueNode() instanceof MappingNode defined) {
                defined.getValue().forEach(this::variable);
            } else if (vars) {
                problems.plan(at(tuple.getKeyNode()), "vars is a mapping of names to values");
            }
        }
        for (Map.Entry<String, String> override : set.entrySet()) {
            if (variables.replace(override.getKey(), override.getValue()) == null) {
                problems.plan(
                        at(root),
                        "--set " + override.getKey() + ": the plan has no such variable"
                                + (variables.isEmpty()
                                        ? ". Give it a default under vars"
                                        : Problems.hint(override.getKey(), variables.keySet())));
            }
        }
    }

    private void variable(NodeTuple variable) {
        if (variable.getKeyNode() instanceof ScalarNode key && variable.getValueNode() instanceof ScalarNode value) {
            variables.put(key.getValue(), value.getValue());
        } else {
            problems.plan(at(variable.getKeyNode()), "a variable is a word or number");
        }
    }

    /** Where messages about the plan go. */
    public Problems problems() {
        return problems;
    }

    SourceLocation at(Node node) {
        return new SourceLocation(
                name, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }

    /** Whether all variables of a scalar are known. Where they are not, that has been reported, and its value says nothing. */
    boolean known(ScalarNode node) {
        return VARIABLE.matcher(node.getValue()).results().allMatch(match -> variables.containsKey(match.group(1)));
    }

    /** What a scalar means once variables are replaced: a Long, a Double, a Boolean, a String, or null. Quoted ones are Strings. */
    Object value(ScalarNode node) {
        String text = replaced(node);
        return node.isPlain() ? Scalars.read(text) : text;
    }

    /** A scalar as it is written, once variables are replaced. */
    String replaced(ScalarNode node) {
        Matcher matcher = VARIABLE.matcher(node.getValue());
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String variable = matcher.group(1);
            String value = variables.get(variable);
            if (value == null) {
                problems.plan(
                        at(node),
                        "no variable \"" + variable + "\""
                                + (variables.isEmpty()
                                        ? ": give it under vars, or with --set " + variable + "=…"
                                        : Problems.hint(variable, variables.keySet())));
                value = "";
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(text).toString();
    }
}
