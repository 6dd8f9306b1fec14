// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.internal.Guess;
import io.pescador.flink.record.NdArray;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type.Repetition;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schema of a Parquet file as this project sees it: a field at the top is an array if there is one value, or list of values, or list of
 * lists below it. Values in structures are named by their paths. What cannot be read has a reason why not. Immutable once read.
 */
final class ParquetSchema {

    private static final Repetition[] REPETITION = {Repetition.REQUIRED, Repetition.OPTIONAL, Repetition.REPEATED};

    private static final int MAX_DEPTH = 256;

    /** Names that a message lists. */
    private static final int SHOWN = 20;

    private final Map<String, ParquetColumn> columns = new LinkedHashMap<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    /** The fields at the top, as the file has them. */
    private final Set<String> tops = new LinkedHashSet<>();

    private final List<Map<Integer, Object>> elements;
    private int next;
    private int leaves;

    /**
     * What is known on the way from the top to a leaf.
     *
     * @param name path without the groups that only make lists and maps; empty at the top
     * @param path with all groups
     */
    private record Way(String name, List<String> path, int definition, List<Integer> listLevels) {

        Way down(Map<Integer, Object> element, Naming naming) throws IOException {
            String step = ParquetFile.text(element, 4);
            Repetition repeated = repetition(element);
            List<String> longer = new ArrayList<>(path);
            longer.add(step);
            int defined = definition + (repeated == Repetition.REQUIRED ? 0 : 1);
            List<Integer> lists = new ArrayList<>(listLevels);
            if (repeated == Repetition.REPEATED) {
                lists.add(defined);
            }
            String longerName = naming == Naming.HIDDEN ? name : name.isEmpty() ? step : name + "." + step;
            return new Way(longerName, longer, defined, lists);
        }
    }

    private enum Naming {
        SHOWN,
        /** A group that a list or a map is made of. */
        HIDDEN
    }

    /**
     * @param elements as the file's footer lists them, each parent before its children
     * @throws IOException if they are no schema; the message says no file
     */
    ParquetSchema(List<Map<Integer, Object>> elements) throws IOException {
        this.elements = elements;
        if (elements.isEmpty()) {
            throw new IOException("it has no schema");
        }
        next = 1;
        Way top = new Way("", List.of(), 0, List.of());
        long fields = children(elements.get(0), "the schema");
        for (long i = 0; i < fields; i++) {
            Map<Integer, Object> element = next();
            String name = ParquetFile.text(element, 4);
            if (!tops.add(name)) {
                unreadable.put(name, "is there twice: two columns have this name");
            }
            element(element, top.down(element, Naming.SHOWN), 1);
            if (!columns.containsKey(name)) {
                unreadable.putIfAbsent(name, structure(name));
            }
        }
        if (next != elements.size() || fields == 0) {
            throw new IOException(fields == 0 ? "its schema has no columns" : "its schema has more than its columns");
        }
    }

    private String structure(String name) {
        List<String> inside = columns.keySet().stream()
                .filter(path -> path.startsWith(name + ".") && !unreadable.containsKey(path))
                .map(path -> '"' + path + '"')
                .toList();
        return inside.isEmpty()
                ? "is a structure without anything that can be read"
                : "is a structure or a map, whose values are read by their paths: " + shown(inside);
    }

    private Map<Integer, Object> next() throws IOException {
        if (next == elements.size()) {
            throw new IOException("its schema ends early");
        }
        return elements.get(next++);
    }

    private long children(Map<Integer, Object> parent, String name) throws IOException {
        long count = ParquetFile.number(parent, 5, 0);
        if (count < 0 || count > elements.size() - next) {
            throw new IOException(name + " has " + count + " fields, and " + (elements.size() - next) + " are there");
        }
        return count;
    }

    private static Repetition repetition(Map<Integer, Object> element) throws IOException {
        long repetition = ParquetFile.number(element, 3, 0);
        if (repetition < 0 || repetition >= REPETITION.length) {
            throw new IOException(
                    "\"" + ParquetFile.text(element, 4) + "\" is repeated in a way that there is not, " + repetition);
        }
        return REPETITION[(int) repetition];
    }

    /** Takes an element and all that is below it. */
    private void element(Map<Integer, Object> element, Way way, int depth) throws IOException {
        if (element.containsKey(1)) {
            leaf(element, way);
            return;
        }
        if (depth > MAX_DEPTH) {
            throw new IOException("\"" + way.name + "\" is nested deeper than " + MAX_DEPTH);
        }
        long count = children(element, "\"" + way.name + "\"");
        boolean list = is(element, 3, 3);
        boolean wrapper = count == 1 && (list || is(element, 1, 2) || is(element, 2, 2));
        for (long i = 0; i < count; i++) {
            Map<Integer, Object> child = next();
            boolean hidden = wrapper && repetition(child) == Repetition.REPEATED;
            Way below = way.down(child, hidden ? Naming.HIDDEN : Naming.SHOWN);
            if (hidden && list && isListOfOne(child, ParquetFile.text(element, 4))) {
                Map<Integer, Object> entry = next();
                element(entry, below.down(entry, Naming.HIDDEN), depth + 2);
            } else {
                element(child, below, depth + 1);
            }
        }
    }

    /** Whether the repeated group of a list only holds its entry; else it is the entry, as old writers have it. */
    private static boolean isListOfOne(Map<Integer, Object> repeated, String list) throws IOException {
        String name = ParquetFile.text(repeated, 4);
        return !repeated.containsKey(1)
                && ParquetFile.number(repeated, 5, 0) == 1
                && !name.equals("array")
                && !name.equals(list + "_tuple");
    }

    /** Whether an element is annotated so, in the old way or in the new. */
    private static boolean is(Map<Integer, Object> element, int converted, int logical) {
        return ParquetFile.number(element, 6, -1) == converted
                || ParquetFile.struct(element, 10).containsKey(logical);
    }

    private void leaf(Map<Integer, Object> element, Way way) throws IOException {
        ParquetType type = ParquetType.of(element);
        int[] lists = way.listLevels.stream().mapToInt(Integer::intValue).toArray();
        PrimitiveType primitive =
                new PrimitiveType(repetition(element), type.physical(), type.length(), ParquetFile.text(element, 4));
        ColumnDescriptor descriptor =
                new ColumnDescriptor(way.path.toArray(new String[0]), primitive, lists.length, way.definition);
        ParquetColumn column = new ParquetColumn(way.name, leaves++, descriptor, type, lists);
        if (type.refusal() != null) {
            unreadable.putIfAbsent(way.name, type.refusal());
        } else if (lists.length > NdArray.MAX_RANK) {
            unreadable.putIfAbsent(way.name, "has more than " + NdArray.MAX_RANK + " axes");
        }
        ParquetColumn other = columns.putIfAbsent(way.name, column);
        // A column that is named like the path to another is meant by that name.
        if (other != null && way.path.size() == 1 && other.descriptor().getPath().length > 1) {
            columns.put(way.name, column);
        }
    }

    /** The number of leaves, which is the number of column chunks in a row group. */
    int leaves() {
        return leaves;
    }

    /** The fields at the top, those too that cannot be read. */
    Set<String> tops() {
        return tops;
    }

    /** What can be read: fields at the top, and values in structures by their paths. */
    List<String> readable() {
        List<String> names = new ArrayList<>(columns.keySet());
        names.removeAll(unreadable.keySet());
        return names;
    }

    /** @throws FormatException if there is no such column, or it is none that can be read */
    ParquetColumn column(String name, String file) throws FormatException {
        if (unreadable.containsKey(name)) {
            throw FormatException.at(
                    file,
                    "column \"" + name + "\"",
                    unreadable.get(name) + ". Say which ones to read with `fields:`, or `fields: all readable`");
        }
        ParquetColumn column = columns.get(name);
        if (column == null) {
            throw FormatException.of(
                    file, "no column \"" + name + "\"" + Guess.of(name, readable()) + "; it has " + shown(readable()));
        }
        return column;
    }

    private static String shown(List<String> names) {
        return names.size() <= SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }
}
