// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import io.pescador.flink.plan.problem.SourceLocation;

import org.apache.flink.annotation.Experimental;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.List;

/** A value of a plan as it is written, with its key and its line. It reports what is wrong with it. */
@Experimental
public final class Value {

    private final String word;
    private final SourceLocation at;
    private final Node node;
    private final Mapping owner;
    private final PlanText file;

    Value(String word, SourceLocation at, Node node, Mapping owner) {
        this.word = word;
        this.at = at;
        this.node = node;
        this.owner = owner;
        file = owner.file();
    }

    /** Where its key stands; of an element of a list, where it stands itself. */
    public SourceLocation at() {
        return at;
    }

    /** Where the value itself begins, which may be below its key. */
    public SourceLocation line() {
        return owner.file().at(node);
    }

    /** The mapping that it is a value of. */
    public Mapping owner() {
        return owner;
    }

    /** Whether it is a single word or number. */
    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** A Long, a Double, a Boolean, a String; null where it is empty or no scalar. */
    public Object scalar() {
        return node instanceof ScalarNode scalar ? file.value(scalar) : null;
    }

    /** The same; what is empty or no scalar is reported with what was expected. */
    public Object scalar(String expected) {
        if (!(node instanceof ScalarNode scalar)) {
            return wrong(expected);
        }
        Object value = file.value(scalar);
        if (value == null && file.known(scalar)) {
            return refuse(word + " is empty: " + expected);
        }
        return file.known(scalar) ? value : null;
    }

    /** A scalar as it is written; null where it is blank, no scalar, or has an unknown variable. */
    public String text() {
        if (!(node instanceof ScalarNode scalar)) {
            return null;
        }
        String text = file.replaced(scalar);
        return text.isBlank() || !file.known(scalar) ? null : text;
    }

    /** A scalar exactly as it is written, also where it is blank; empty where it is none. */
    public String written() {
        return node instanceof ScalarNode scalar ? file.replaced(scalar) : "";
    }

    /** Whether its variables are known. Where they are not, that has been reported. */
    boolean known() {
        return !(node instanceof ScalarNode scalar) || file.known(scalar);
    }

    /** Its keys, or null where it is no mapping. */
    public Mapping mapping() {
        return node instanceof MappingNode mapping ? Mapping.of(mapping, file) : null;
    }

    /** Its elements, or null where it is no list. */
    public List<Value> elements() {
        return node instanceof SequenceNode list
                ? list.getValue().stream()
                        .map(element -> new Value(word, file.at(element), element, owner))
                        .toList()
                : null;
    }

    /** Whether it is a list or mapping of nothing. */
    public boolean isEmptyCollection() {
        return node instanceof SequenceNode list && list.getValue().isEmpty()
                || node instanceof MappingNode mapping && mapping.getValue().isEmpty();
    }

    /** Reports that it is not what was expected. @return null */
    public <T> T wrong(String expected) {
        return refuse(word + " is " + shown() + ": " + expected);
    }

    /** Reports a mistake. @return null */
    public <T> T refuse(String message) {
        return refuse(at, message);
    }

    /** Reports a mistake in some line of it. @return null */
    public <T> T refuse(SourceLocation where, String message) {
        file.problems().plan(where, message);
        return null;
    }

    /** As messages show it. */
    public String shown() {
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        return node instanceof SequenceNode ? "a list" : shown(scalar());
    }

    static String shown(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value == null ? "empty" : value.toString();
    }

    /** The key that it belongs to. */
    String word() {
        return word;
    }
}
