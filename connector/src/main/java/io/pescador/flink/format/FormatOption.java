// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.Experimental;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * A setting that one format has: a key of its leaves in a plan, with type, default and meaning. Keys, checks, the schema and the reference of
 * plans come from it. Immutable.
 *
 * @param <T> type of its values, which are serializable
 */
@Experimental
public final class FormatOption<T> {

    /** What values look like. */
    public enum Type {
        /** {@code true} or {@code false}. */
        FLAG,
        /** A whole number. */
        WHOLE_NUMBER,
        /** One character. */
        CHARACTER,
        /** One of the {@linkplain FormatOption#choices() choices}. */
        CHOICE,
        /** Any text. */
        TEXT,
        /** A list of texts. */
        WORDS
    }

    private final String key;
    private final Type type;
    private final T byDefault;
    private final String takes;
    private final String expected;
    private final String meaning;
    private final List<String> choices;

    /** Null for a text that is no value. */
    private final Function<String, T> parser;

    private FormatOption(
            String key,
            Type type,
            T byDefault,
            String takes,
            String expected,
            String meaning,
            List<String> choices,
            Function<String, T> parser) {
        this.key = Objects.requireNonNull(key);
        this.type = type;
        this.byDefault = Objects.requireNonNull(byDefault);
        this.takes = takes;
        this.expected = expected;
        this.meaning = Objects.requireNonNull(meaning);
        this.choices = choices;
        this.parser = parser;
    }

    /** @param meaning one sentence for the reference */
    public static FormatOption<Boolean> flag(String key, boolean byDefault, String meaning) {
        return new FormatOption<>(
                key,
                Type.FLAG,
                byDefault,
                "true or false",
                "true or false",
                meaning,
                List.of(),
                text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null);
    }

    /**
     * @param excluded characters that are no value
     * @param meaning one sentence for the reference
     */
    public static FormatOption<Character> character(String key, char byDefault, String excluded, String meaning) {
        return new FormatOption<>(
                key,
                Type.CHARACTER,
                byDefault,
                "one character",
                "one character between quotes, such as \";\", or \"\\t\" for tabulators",
                meaning,
                List.of(),
                text -> text.length() == 1 && excluded.indexOf(text.charAt(0)) < 0 ? text.charAt(0) : null);
    }

    /**
     * @param least the smallest value
     * @param most the largest
     * @param meaning one sentence for the reference
     */
    public static FormatOption<Long> wholeNumber(String key, long least, long most, long byDefault, String meaning) {
        String range = "whole number " + (most == Long.MAX_VALUE ? "≥ " + least : "from " + least + " to " + most);
        return new FormatOption<>(key, Type.WHOLE_NUMBER, byDefault, range, "a " + range, meaning, List.of(), text -> {
            try {
                long value = Long.parseLong(text);
                return value >= least && value <= most ? value : null;
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    /**
     * @param byDefault a constant of an enum; its others are the other choices, in lower case
     * @param meaning one sentence for the reference
     */
    public static <E extends Enum<E>> FormatOption<E> choice(String key, E byDefault, String meaning) {
        List<E> constants = Arrays.asList(byDefault.getDeclaringClass().getEnumConstants());
        List<String> words = constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        String takes = either(words);
        return new FormatOption<>(key, Type.CHOICE, byDefault, takes, takes, meaning, words, text -> {
            int index = words.indexOf(text);
            return index < 0 ? null : constants.get(index);
        });
    }

    /**
     * @param words what may be given; the first by default
     * @param meaning one sentence for the reference
     */
    public static FormatOption<String> oneOf(String key, List<String> words, String meaning) {
        String takes = either(words);
        return new FormatOption<>(
                key,
                Type.CHOICE,
                words.get(0),
                takes,
                takes,
                meaning,
                List.copyOf(words),
                text -> words.contains(text) ? text : null);
    }

    /**
     * A list of texts, empty by default. One is parsed by itself.
     *
     * @param meaning one sentence for the reference
     */
    public static FormatOption<List<String>> words(String key, String meaning) {
        return new FormatOption<>(
                key, Type.WORDS, List.of(), "list of texts", "a list of texts", meaning, List.of(), List::of);
    }

    /** @param meaning one sentence for the reference */
    public static FormatOption<String> text(String key, String byDefault, String meaning) {
        return new FormatOption<>(key, Type.TEXT, byDefault, "text", "a text", meaning, List.of(), text -> text);
    }

    private static String either(List<String> words) {
        return words.size() == 1
                ? words.get(0)
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is none; the message is {@code header is "yes": true or false}
     */
    public T parse(String text) {
        T value = parser.apply(text);
        if (value == null) {
            throw new IllegalArgumentException(key + " is \"" + text + "\": " + expected);
        }
        return value;
    }

    /** The key in a plan. */
    public String key() {
        return key;
    }

    /** What values look like. */
    public Type type() {
        return type;
    }

    /** The value where none is given. */
    public T byDefault() {
        return byDefault;
    }

    /** What may be given, in a few words: {@code one character}. */
    public String takes() {
        return takes;
    }

    /** What a message says that it expects. */
    public String expected() {
        return expected;
    }

    /** What it does, in one sentence. */
    public String meaning() {
        return meaning;
    }

    /** The words of a {@link Type#CHOICE}; empty for other types. */
    public List<String> choices() {
        return choices;
    }

    @Override
    public String toString() {
        return key;
    }
}
