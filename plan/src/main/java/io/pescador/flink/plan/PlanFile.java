// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plan file that is being read: its name, what its variables stand for, and where its mistakes go. */
final class PlanFile {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final String name;
    private final Map<String, String> variables;
    private final Problems problems;

    PlanFile(String name, Map<String, String> variables, Problems problems) {
        this.name = name;
        this.variables = variables;
        this.problems = problems;
    }

    Place at(Node node) {
        return new Place(
                name, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }

    Problems problems() {
        return problems;
    }

    /** Whether all variables of a scalar are known; where they aren't, that has been reported, and its value says nothing. */
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
                                        : Spelling.hint(variable, variables.keySet())));
                value = "";
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(text).toString();
    }
}
