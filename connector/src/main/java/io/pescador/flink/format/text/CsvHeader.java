// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.internal.Guess;

import java.util.ArrayList;
import java.util.List;

/** The names of the columns of a CSV file, and which of them a field means. */
record CsvHeader(List<String> names, String file) {

    private static final String RANGE = "..";

    /** Names that a message lists. */
    private static final int SHOWN = 20;

    /** Whether an array of the columns has an axis. */
    static boolean gathers(FieldSource source) {
        return source instanceof FieldSource.Gathered
                || source instanceof FieldSource.Named column && column.name().contains(RANGE);
    }

    /**
     * @return the indices of the columns
     * @throws FormatException if there is no such column, or two
     */
    int[] indices(FieldSource source) throws FormatException {
        List<String> columns = source instanceof FieldSource.Gathered gathered
                ? gathered.names()
                : List.of(((FieldSource.Named) source).name());
        List<Integer> indices = new ArrayList<>();
        for (String column : columns) {
            int dots = column.indexOf(RANGE);
            if (dots < 0 || names.contains(column)) {
                indices.add(index(column));
                continue;
            }
            int first = index(column.substring(0, dots));
            int last = index(column.substring(dots + RANGE.length()));
            if (last < first) {
                throw FormatException.of(file, "columns " + column + ": the last stands before the first");
            }
            for (int i = first; i <= last; i++) {
                indices.add(i);
            }
        }
        return indices.stream().mapToInt(Integer::intValue).toArray();
    }

    private int index(String column) throws FormatException {
        int index = names.indexOf(column);
        if (index < 0) {
            throw FormatException.of(
                    file, "no column \"" + column + "\"" + Guess.of(column, names) + "; it has " + shown());
        }
        if (names.lastIndexOf(column) != index) {
            throw FormatException.of(file, "two columns are named \"" + column + "\"");
        }
        return index;
    }

    private String shown() {
        return names.size() <= SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }
}
