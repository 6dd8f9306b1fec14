// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mapping of a plan, read key by key. Whatever is wrong is reported where it stands, and the key then counts as absent, so that reading
 * goes on and finds the rest.
 */
final class Fields {

    private final PlanFile file;
    private final Place place;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    private Fields(PlanFile file, Place place) {
        this.file = file;
        this.place = place;
    }

    /** The keys and values of {@code node}; keys that appear twice are refused. */
    static Fields of(MappingNode node, PlanFile file) {
        Fields fields = new Fields(file, file.at(node));
        for (NodeTuple tuple : node.getValue()) {
            Place at = file.at(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                file.problems().plan(at, "a key is a word, not a list or mapping");
            } else if (fields.places.containsKey(file.replaced(key))) {
                String word = file.replaced(key);
                file.problems()
                        .plan(
                                at,
                                word + " is given twice, first in line "
                                        + fields.places.get(word).line() + ": keep one");
            } else {
                fields.places.put(file.replaced(key), at);
                fields.values.put(file.replaced(key), tuple.getValueNode());
            }
        }
        return fields;
    }

    PlanFile file() {
        return file;
    }

    /** Where the mapping begins. */
    Place place() {
        return place;
    }

    Place place(PlanKey key) {
        return places.getOrDefault(key.word(), place);
    }

    Place place(String key) {
        return places.getOrDefault(key, place);
    }

    boolean has(PlanKey key) {
        return values.containsKey(key.word());
    }

    Collection<String> words() {
        return values.keySet();
    }

    Node node(PlanKey key) {
        return values.get(key.word());
    }

    Node node(String key) {
        return values.get(key);
    }

    /** Reports the keys that may not stand here. */
    void refuseOthers(Set<Key.Owner> here, String what) {
        for (String word : values.keySet()) {
            Key key = Key.of(word);
            if (key == null) {
                refuse(place(word), "unknown key \"" + word + "\"" + hint(word, Key.wordsAt(here)));
            } else if (!key.mayStandAt(here)) {
                refuse(
                        place(word),
                        "\"" + word + "\" has no place in " + what + ": it belongs to "
                                + key.owners().stream().map(Key.Owner::title).collect(Collectors.joining(", ")));
            }
        }
    }

    private static String hint(String word, List<String> known) {
        String guess = Spelling.nearest(word, known);
        if (guess == null) {
            guess = Spelling.nearest(
                    word, Arrays.stream(Key.values()).map(Key::word).toList());
        }
        return guess != null ? ": did you mean \"" + guess + "\"?" : ": there are " + String.join(", ", known);
    }

    /** Reports keys other than {@code known}, in a mapping with words of its own. */
    void refuseOthers(List<String> known, String what) {
        for (String word : values.keySet()) {
            if (!known.contains(word)) {
                refuse(place(word), "unknown key \"" + word + "\" in " + what + Spelling.hint(word, known));
            }
        }
    }

    /** @return a number, or null if absent or wrong */
    Double number(String key, double least, String meaning) {
        Object value = scalar(key, meaning);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() >= least && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        wrong(key, value, meaning);
        return null;
    }

    Double number(PlanKey key, double least, String meaning) {
        return number(key.word(), least, meaning);
    }

    /** @return a whole number, or null if absent or wrong */
    Long whole(String key, long least, long most, String meaning) {
        Object value = scalar(key, meaning);
        if (value == null) {
            return null;
        }
        Long whole = Numbers.whole(value);
        if (whole != null && whole >= least && whole <= most) {
            return whole;
        }
        wrong(key, value, meaning);
        return null;
    }

    Long whole(PlanKey key, long least, String meaning) {
        return whole(key.word(), least, Long.MAX_VALUE, meaning);
    }

    /** @return a whole number that fits an int, or null if absent or wrong */
    Integer count(PlanKey key, String meaning) {
        Long whole = whole(key.word(), 1, Integer.MAX_VALUE, meaning);
        return whole == null ? null : whole.intValue();
    }

    /** @return true or false; {@code otherwise} if absent or wrong */
    boolean flag(String key, boolean otherwise) {
        Object value = scalar(key, "true or false");
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        wrong(key, value, "true or false");
        return otherwise;
    }

    boolean flag(PlanKey key, boolean otherwise) {
        return flag(key.word(), otherwise);
    }

    /** @return a text as it is written, or null if absent or wrong */
    String text(PlanKey key, String meaning) {
        Node node = node(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar && !file.replaced(scalar).isBlank()) {
            return file.known(scalar) ? file.replaced(scalar) : null;
        }
        wrong(key.word(), node, meaning);
        return null;
    }

    /** @return one of {@code words}; the first if absent or wrong */
    String oneOf(PlanKey key, List<String> words) {
        Object value = scalar(key.word(), list(words));
        if (value == null) {
            return words.get(0);
        }
        String word = value.toString();
        if (words.contains(word)) {
            return word;
        }
        String guess = Spelling.nearest(word, words);
        refuse(
                place(key),
                key.word() + " is \"" + word + "\": "
                        + (guess == null ? list(words) : "did you mean \"" + guess + "\"?"));
        return words.get(0);
    }

    private static String list(List<String> words) {
        return words.size() == 1
                ? words.get(0)
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    private Object scalar(String key, String meaning) {
        Node node = values.get(key);
        if (node == null) {
            return null;
        }
        if (node instanceof ScalarNode scalar) {
            Object value = file.value(scalar);
            if (!file.known(scalar)) {
                return null;
            }
            if (value != null) {
                return value;
            }
            refuse(place(key), key + " is empty: " + meaning);
            return null;
        }
        wrong(key, node, meaning);
        return null;
    }

    /** Reports a value of the wrong type or size. */
    void wrong(String key, Object value, String meaning) {
        refuse(place(key), key + " is " + shown(value) + ": " + meaning);
    }

    /** Reports a mistake. */
    void refuse(Place where, String message) {
        file.problems().plan(where, message);
    }

    /** A value as messages show it. */
    String shown(Object value) {
        if (value instanceof MappingNode) {
            return "a mapping";
        }
        if (value instanceof SequenceNode) {
            return "a list";
        }
        if (value instanceof ScalarNode scalar) {
            return shown(file.value(scalar));
        }
        return value instanceof String ? "\"" + value + "\"" : value == null ? "empty" : value.toString();
    }
}
