// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.internal.Guess;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to read of a file and how, in the words that all formats share. {@link #EVERYTHING} reads all there is; the {@code with} methods give
 * changed copies. Immutable.
 */
@Experimental
public final class FormatSpec implements Serializable {

    private static final long serialVersionUID = 1;

    /** All there is in a file, under its own names and with the types that it seems to have. */
    public static final FormatSpec EVERYTHING = new FormatSpec();

    /** The name of the array of a file that holds one without a name, where none is given. */
    public static final String VALUE = "value";

    /** What becomes of what cannot be read, where all there is was asked for. */
    public enum Unreadable {
        REFUSED,
        LEFT_OUT
    }

    // Written by the methods that make copies only, before anybody else has the copy.
    private LinkedHashMap<String, FieldSource> fields = new LinkedHashMap<>();
    private LinkedHashMap<String, DType> types = new LinkedHashMap<>();
    private LinkedHashMap<String, String> constants = new LinkedHashMap<>();
    private LinkedHashMap<String, Object> options = new LinkedHashMap<>();
    private Window window;
    private Nulls nulls = Nulls.REFUSED;
    private Unreadable unreadable = Unreadable.REFUSED;
    private BadRecords badRecords = BadRecords.REFUSED;

    private FormatSpec() {}

    private FormatSpec copy() {
        FormatSpec copy = new FormatSpec();
        copy.fields = fields;
        copy.types = types;
        copy.constants = constants;
        copy.options = options;
        copy.window = window;
        copy.nulls = nulls;
        copy.unreadable = unreadable;
        copy.badRecords = badRecords;
        return copy;
    }

    /**
     * Reads these arrays only, in this order.
     *
     * @param sources name in the sample → what it is read from; empty: all there is
     */
    public FormatSpec withFields(Map<String, ? extends FieldSource> sources) {
        FormatSpec copy = copy();
        copy.fields = new LinkedHashMap<>(sources);
        return copy;
    }

    /**
     * Reads these arrays only, in this order, and forgets the types that were declared for others.
     *
     * @param sources name in the sample → what it is read from
     */
    public FormatSpec narrowedTo(Map<String, ? extends FieldSource> sources) {
        FormatSpec copy = withFields(sources);
        copy.types = new LinkedHashMap<>(types);
        copy.types.keySet().retainAll(sources.keySet());
        return copy;
    }

    /**
     * The same for sources that are all single arrays.
     *
     * @param names name in the sample → name in the file; empty: all there is
     */
    public FormatSpec withNames(Map<String, String> names) {
        Map<String, FieldSource> sources = new LinkedHashMap<>();
        names.forEach((name, source) -> sources.put(name, FieldSource.of(source)));
        return withFields(sources);
    }

    /** Declares types, besides those declared before. */
    public FormatSpec withTypes(Map<String, DType> declared) {
        FormatSpec copy = copy();
        copy.types = new LinkedHashMap<>(types);
        copy.types.putAll(declared);
        return copy;
    }

    /** Makes items of several rows. */
    public FormatSpec withWindow(Window cut) {
        FormatSpec copy = copy();
        copy.window = cut;
        return copy;
    }

    /** Says what becomes of values that the file leaves empty. */
    public FormatSpec withNulls(Nulls rules) {
        FormatSpec copy = copy();
        copy.nulls = rules;
        return copy;
    }

    /** Says what becomes of records that cannot be read although those after them can. */
    public FormatSpec withBadRecords(BadRecords rule) {
        FormatSpec copy = copy();
        copy.badRecords = rule;
        return copy;
    }

    /** Says what becomes of arrays that cannot be read, where no fields were named. */
    public FormatSpec withUnreadable(Unreadable choice) {
        FormatSpec copy = copy();
        copy.unreadable = choice;
        return copy;
    }

    /** Adds a text without axes that is the same in each sample: a captured part of the path, for example. */
    public FormatSpec withConstant(String name, String value) {
        FormatSpec copy = copy();
        copy.constants = with(constants, name, value);
        return copy;
    }

    /** Sets an option of the format. */
    public <T> FormatSpec withOption(FormatOption<T> option, T value) {
        FormatSpec copy = copy();
        copy.options = with(options, option.key(), value);
        return copy;
    }

    /**
     * Sets an option as it is written.
     *
     * @throws IllegalArgumentException if the text is no value of it; the message says what is expected
     */
    public <T> FormatSpec withParsed(FormatOption<T> option, String text) {
        return withOption(option, option.parse(text));
    }

    private static <V> LinkedHashMap<String, V> with(LinkedHashMap<String, V> map, String key, V value) {
        LinkedHashMap<String, V> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }

    /** Name in the sample → what it is read from, in the order of the sample; empty: all there is. Unmodifiable. */
    public Map<String, FieldSource> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Name in the sample → declared type. Unmodifiable. */
    public Map<String, DType> types() {
        return Collections.unmodifiableMap(types);
    }

    /** How rows become items; null if an item is a row. */
    public Window window() {
        return window;
    }

    /** What becomes of values that the file leaves empty. */
    public Nulls nulls() {
        return nulls;
    }

    /** What becomes of records that cannot be read although those after them can. */
    public BadRecords badRecords() {
        return badRecords;
    }

    /** Whether rows may be left out, so that their number is known only at the end. */
    public boolean leavesRowsOut() {
        return nulls.skipRows() || badRecords.skips();
    }

    /** What becomes of arrays that cannot be read, where no fields were named. */
    public Unreadable unreadable() {
        return unreadable;
    }

    /**
     * Holds the names that {@code types} and {@code nulls} have against those of the samples.
     *
     * @param read the names of what is read
     * @param file what messages call the file
     * @throws FormatException if a name is none of them
     */
    public void checkNames(Collection<String> read, String file) throws FormatException {
        checkNames("types declares", types.keySet(), read, file);
        checkNames("nulls names", nulls.names(), read, file);
    }

    private static void checkNames(String who, Collection<String> named, Collection<String> read, String file)
            throws FormatException {
        for (String name : named) {
            if (!read.contains(name)) {
                throw FormatException.of(
                        file, who + " \"" + name + "\"" + Guess.of(name, read) + ", which no field is named");
            }
        }
    }

    /** The value of an option. */
    @SuppressWarnings("unchecked") // withOption is the only way in
    public <T> T option(FormatOption<T> option) {
        return (T) options.getOrDefault(option.key(), option.byDefault());
    }

    /**
     * The fields of a format that cannot gather columns: name in the sample → name in the file; empty: all there is.
     *
     * @param holder of the arrays, such as {@code an npz}
     * @throws IllegalArgumentException if a field is gathered
     */
    public Map<String, String> named(String holder) {
        Map<String, String> named = new LinkedHashMap<>();
        fields.forEach((name, source) -> {
            if (!(source instanceof FieldSource.Named array)) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is a list, but " + holder + " has no columns to gather: name one array");
            }
            named.put(name, array.name());
        });
        return named;
    }

    /**
     * What to call the only array of a file: the name of the only field, or {@value #VALUE}.
     *
     * @param reason why there is only one, such as {@code an npy file holds one array}
     * @throws IllegalArgumentException if there are several fields, or the only one is gathered
     */
    public String single(String reason) {
        Map<String, String> named = named("it");
        if (named.size() > 1) {
            throw new IllegalArgumentException(reason + ": give one name, not " + String.join(", ", named.keySet()));
        }
        return named.isEmpty() ? VALUE : named.keySet().iterator().next();
    }

    /**
     * The names of the samples: of what is read, and of the constants after it.
     *
     * @param file what messages call the file
     * @throws FormatException if a name is there twice
     */
    public FieldNames names(List<String> read, String file) throws FormatException {
        List<String> names = new ArrayList<>(read);
        names.addAll(constants.keySet());
        try {
            return FieldNames.of(names);
        } catch (IllegalArgumentException e) {
            throw FormatException.of(file, e.getMessage() + ". Give one of them another name with `fields:`");
        }
    }

    /** The constants as arrays without axes, in the order of {@link #names}. */
    public List<NdArray> constants() {
        return constants.values().stream().map(NdArray::scalar).toList();
    }

    /** Whether it asks for the same; order counts, since it is that of the samples. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FormatSpec spec && parts().equals(spec.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** All fields: what is kept of a file under one spec is used under an equal one. */
    private List<Object> parts() {
        return Arrays.asList(
                List.copyOf(fields.entrySet()),
                List.copyOf(types.entrySet()),
                window,
                List.copyOf(constants.entrySet()),
                options,
                nulls,
                unreadable,
                badRecords);
    }
}
