// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.internal.Guess;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What an array of a sample is made of in a CSV file: one column, as an array without axes, or several, as an array of one axis. Immutable.
 */
public final class CsvField implements Serializable {

    private static final String RANGE = "..";

    private final ArrayList<String> columns;
    private final boolean gathered;

    private CsvField(List<String> columns, boolean gathered) {
        this.columns = new ArrayList<>(columns);
        this.gathered = gathered;
    }

    /**
     * @param column name of a column, or {@code first..last}: all columns from one to another, in the file's order
     */
    public static CsvField of(String column) {
        return new CsvField(List.of(column), column.contains(RANGE));
    }

    /** @param columns names of columns and ranges {@code first..last}, gathered into one array in this order */
    public static CsvField gather(List<String> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a field gathers at least one column");
        }
        return new CsvField(columns, true);
    }

    /** Whether the array has an axis. */
    boolean gathered() {
        return gathered;
    }

    /**
     * @return the places of the columns
     * @throws FormatException if there is no such column, or two
     */
    int[] resolve(List<String> header, String file) throws FormatException {
        List<Integer> places = new ArrayList<>();
        for (String column : columns) {
            int dots = column.indexOf(RANGE);
            if (dots < 0 || header.contains(column)) {
                places.add(place(column, header, file));
                continue;
            }
            int first = place(column.substring(0, dots), header, file);
            int last = place(column.substring(dots + RANGE.length()), header, file);
            if (last < first) {
                throw FormatException.of(file, "columns " + column + ": the last stands before the first");
            }
            for (int i = first; i <= last; i++) {
                places.add(i);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int place(String column, List<String> header, String file) throws FormatException {
        int place = header.indexOf(column);
        if (place < 0) {
            throw FormatException.of(
                    file, "no column \"" + column + "\"" + Guess.of(column, header) + "; it has " + shown(header));
        }
        if (header.lastIndexOf(column) != place) {
            throw FormatException.of(file, "two columns are named \"" + column + "\"");
        }
        return place;
    }

    private static String shown(List<String> header) {
        int most = 20;
        return header.size() <= most
                ? String.join(", ", header)
                : String.join(", ", header.subList(0, most)) + " and " + (header.size() - most) + " more";
    }

    @Override
    public String toString() {
        return gathered ? columns.toString() : columns.get(0);
    }
}
