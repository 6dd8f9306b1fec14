// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import io.pescador.flink.internal.Guess;

import org.apache.flink.annotation.Experimental;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a key takes. Its reader gives null for a value that is wrong, after it has reported why.
 *
 * @param takes in a few words of Markdown, for the documentation
 * @param schema JSON Schema of the value
 * @param reader makes the value, or reports it and gives null
 * @param <T> Java type of the value
 */
@Experimental
public record Type<T>(String takes, Map<String, ?> schema, Function<Value, T> reader) {

    /** Numbers may be written 5_000 or 5M, which are texts in JSON. */
    private static final Map<String, ?> WHOLE = Map.of("type", List.of("integer", "string"));

    private static final Map<String, ?> NUMBER = Map.of("type", List.of("number", "string"));

    /** @param expected what to say about a value that is none */
    public static Type<Long> whole(String expected) {
        return new Type<>("whole number", WHOLE, value -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE, expected));
    }

    /** A whole number ≥ {@code min}. */
    public static Type<Long> atLeast(long min, String expected) {
        return new Type<>("whole number ≥ " + min, WHOLE, value -> whole(value, min, Long.MAX_VALUE, expected));
    }

    /** A whole number ≥ 1 that fits an int. */
    public static Type<Integer> count(String expected) {
        return new Type<>("whole number ≥ 1", WHOLE, value -> {
            Long count = whole(value, 1, Integer.MAX_VALUE, expected);
            return count == null ? null : count.intValue();
        });
    }

    /** A finite number ≥ {@code min}. */
    public static Type<Double> number(double min, String expected) {
        return number("number ≥ " + (long) min, expected, number -> number >= min);
    }

    /** A number above 0 and ≤ {@code max}. */
    public static Type<Double> positive(double max, String expected) {
        return number("number above 0", expected, number -> number > 0 && number <= max);
    }

    private static Type<Double> number(String takes, String expected, Predicate<Double> fits) {
        return new Type<>(takes, NUMBER, value -> {
            Object scalar = value.scalar(expected);
            if (scalar == null) {
                return null;
            }
            boolean right = scalar instanceof Number number
                    && Double.isFinite(number.doubleValue())
                    && fits.test(number.doubleValue());
            return right ? (Double) ((Number) scalar).doubleValue() : value.wrong(expected);
        });
    }

    /** {@code true} or {@code false}. */
    public static Type<Boolean> flag() {
        return new Type<>("`true`, `false`", Map.of("type", "boolean"), value -> {
            Object scalar = value.scalar("true or false");
            return scalar == null || scalar instanceof Boolean ? (Boolean) scalar : value.wrong("true or false");
        });
    }

    /** Any text that is not blank. */
    public static Type<String> text(String takes, String expected) {
        return new Type<>(
                takes,
                Map.of("type", "string"),
                value -> value.text() != null || !value.known() ? value.text() : value.wrong(expected));
    }

    /** The name of a class of the plan's author. */
    public static Type<String> javaClass() {
        return text("name of a class", "the name of a Java class");
    }

    /** Some values of an enum, which plans write in lower case. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <E extends Enum<E>> Type<E> oneOf(E... values) {
        List<String> words = Arrays.stream(values).map(Type::word).toList();
        return oneOf(words, List.of(values), either(words));
    }

    /** The same. @param expected what to say about a word that is none of them */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <E extends Enum<E>> Type<E> oneOf(String expected, E... values) {
        return oneOf(Arrays.stream(values).map(Type::word).toList(), List.of(values), expected);
    }

    /**
     * Some values by their words.
     *
     * @param words of the values, in the same order
     */
    public static <E> Type<E> oneOf(List<String> words, List<E> values, String expected) {
        String takes = words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        return new Type<>(takes, Map.of("enum", words), value -> {
            Object scalar = value.scalar(expected);
            if (scalar == null) {
                return null;
            }
            int index = words.indexOf(scalar.toString());
            if (index >= 0) {
                return values.get(index);
            }
            return value.refuse(value.word() + " is " + Value.shown(scalar.toString())
                    + suggestion(scalar.toString(), words, expected));
        });
    }

    /** {@code : did you mean "x"?} where a known word is near; otherwise what was expected. */
    public static String suggestion(String word, List<String> known, String expected) {
        String guess = Guess.nearest(word, known);
        return ": " + (guess == null ? expected : "did you mean \"" + guess + "\"?");
    }

    /** The word of an enum's value in plans. */
    public static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Words in a sentence: {@code a, b or c}. */
    public static String either(List<String> words) {
        return words.size() == 1
                ? words.get(0)
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    /**
     * A mapping with keys of its own, or a shorter form of it.
     *
     * @param takes in a few words of Markdown
     * @param what messages call the mapping
     * @param keys of the mapping
     * @param shorter reads what is no mapping
     * @param full reads the mapping
     */
    public static <S, T> Type<T> mappingOr(
            String takes,
            String what,
            List<Key<?>> keys,
            Type<S> shorter,
            Function<S, T> fromShorter,
            Function<Mapping, T> full) {
        Map<String, ?> schema = Map.of("oneOf", List.of(shorter.schema(), objectOf(keys)));
        return new Type<>(takes, schema, value -> {
            Mapping mapping = value.mapping();
            if (mapping == null) {
                S read = shorter.reader().apply(value);
                return read == null ? null : fromShorter.apply(read);
            }
            mapping.refuseOthers(keys, what);
            return full.apply(mapping);
        });
    }

    /** The schema of a mapping with these keys and no others. */
    public static Map<String, ?> objectOf(List<Key<?>> keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.word(), key.type().schema()));
        return Map.of("type", "object", "properties", properties, "additionalProperties", false);
    }

    private static Long whole(Value value, long min, long max, String expected) {
        Object scalar = value.scalar(expected);
        if (scalar == null) {
            return null;
        }
        Long whole = Scalars.whole(scalar);
        return whole != null && whole >= min && whole <= max ? whole : value.wrong(expected);
    }
}
