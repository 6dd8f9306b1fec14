// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;

import org.apache.flink.annotation.Experimental;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mapping of a plan, read key by key. Whatever is wrong is reported with its line, and the key then counts as absent, so that reading
 * continues and finds the rest.
 */
@Experimental
public final class Mapping {

    private final PlanText file;
    private final SourceLocation at;
    private final Map<String, Value> values = new LinkedHashMap<>();

    private Mapping(PlanText file, SourceLocation at) {
        this.file = file;
        this.at = at;
    }

    /** The keys and values of {@code node}; keys that appear twice are refused. */
    static Mapping of(MappingNode node, PlanText file) {
        Mapping mapping = new Mapping(file, file.at(node));
        for (NodeTuple tuple : node.getValue()) {
            SourceLocation at = file.at(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mapping.refuse(at, "a key is a word, not a list or mapping");
                continue;
            }
            String word = file.replaced(key);
            Value first = mapping.values.get(word);
            if (first != null) {
                mapping.refuse(
                        at,
                        word + " is given twice, first in line " + first.at().line() + ": keep one");
            } else {
                mapping.values.put(word, new Value(word, at, tuple.getValueNode(), mapping));
            }
        }
        return mapping;
    }

    /** The plan that it is a part of. */
    public PlanText file() {
        return file;
    }

    /** Where the mapping begins. */
    public SourceLocation at() {
        return at;
    }

    /** Where a key stands; where the mapping begins if it is absent. */
    public SourceLocation at(String word) {
        Value value = values.get(word);
        return value == null ? at : value.at();
    }

    /** The same for a declared key. */
    public SourceLocation at(Key<?> key) {
        return at(key.word());
    }

    /** Whether a key is there. */
    public boolean has(Key<?> key) {
        return values.containsKey(key.word());
    }

    /** The keys that are there, in their order. */
    public Collection<String> words() {
        return values.keySet();
    }

    /** The value of a key, or null if it is absent. */
    public Value value(String word) {
        return values.get(word);
    }

    /** The value of a key as its type reads it; its default if the key is absent or wrong. */
    public <T> T get(Key<T> key) {
        Value value = values.get(key.word());
        T read = value == null ? null : key.type().reader().apply(value);
        return read == null ? key.otherwise() : read;
    }

    /** The value of a key that must be there; null if it is absent or wrong, which is reported. */
    public <T> T require(Key<T> key, String missing) {
        if (!has(key)) {
            refuse(at, key.word() + " is missing: " + missing);
        }
        return get(key);
    }

    /** The values of all keys of a list. */
    public Settings settings(List<Key<?>> keys) {
        Map<String, Object> read = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            if (has(key)) {
                read.put(key.word(), get(key));
            }
        }
        return new Settings(read);
    }

    /** Reports keys other than {@code known}, in a mapping with words of its own. */
    public void refuseOthers(List<Key<?>> known, String what) {
        List<String> knownWords = known.stream().<String>map(Key::word).toList();
        for (String word : words()) {
            if (!knownWords.contains(word)) {
                refuse(at(word), "unknown key \"" + word + "\" in " + what + Problems.hint(word, knownWords));
            }
        }
    }

    /** Reports a mistake. */
    public void refuse(SourceLocation where, String message) {
        file.problems().plan(where, message);
    }

    /** Reports a mistake in the value of a key. */
    public void refuse(Key<?> key, String message) {
        refuse(at(key), message);
    }
}
