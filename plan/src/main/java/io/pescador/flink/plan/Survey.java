// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What files hold, found by reading the beginning of some of them: the arrays, and types that more rows than the first agree with. An array
 * that cannot be read is left out, with the reason.
 */
final class Survey {

    /** Files that are looked at: the first, the last, and some between. */
    private static final int FILES = 4;

    private static final int ROWS = 1000;

    /** A table of a thousand columns is looked at less far. */
    private static final int CELLS = 200_000;

    /** What else than a comma people put between cells. */
    private static final String SEPARATORS = ";\t|";

    private static final List<DType> WIDER = List.of(DType.FLOAT64, DType.STRING);

    /**
     * An array of the samples.
     *
     * @param first of the first row that was read; null where it is left out
     * @param declared the type that it needs; null where it has it by itself
     * @param trouble why it is left out; null where it is not
     */
    record Column(String name, NdArray first, DType declared, String trouble) {}

    private final FileFormat format;
    private final List<MatchedFile> files;
    private final FormatSpec base;
    private final Character separator;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private int rows;

    private Survey(FileFormat format, List<MatchedFile> files, FormatSpec base, Character separator) {
        this.format = format;
        this.files = files;
        this.base = base;
        this.separator = separator;
    }

    /** @throws PlanException if nothing can be read of a file; the message says why */
    static Survey of(FileFormat format, List<MatchedFile> all) throws PlanException {
        List<MatchedFile> files = some(all);
        MatchedFile file = files.get(0);
        try {
            Character separator = separator(format, file);
            FormatSpec base = separator == null ? FormatSpec.EVERYTHING : separatedBy(format, separator);
            Survey survey = new Survey(format, files, base, separator);
            Set<String> names = new LinkedHashSet<>();
            for (MatchedFile next : files) {
                file = next;
                names.addAll(format.names(next.path(), base));
            }
            names.forEach(name -> survey.columns.put(name, null));
            survey.rows = declares(format) ? Math.max(1, Math.min(ROWS, CELLS / Math.max(1, names.size()))) : 1;
            survey.settle(List.copyOf(names));
            survey.readable();
            return survey;
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            throw PlanException.ofData(file.path(), e);
        }
    }

    private static List<MatchedFile> some(List<MatchedFile> all) {
        List<MatchedFile> some = new ArrayList<>();
        int count = Math.min(FILES, all.size());
        for (int i = 0; i < count; i++) {
            some.add(all.get(count == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (count - 1))));
        }
        return some;
    }

    private static boolean declares(FileFormat format) {
        return format.features().contains(FileFormat.Feature.TYPES);
    }

    // ---- what stands between cells

    /** One that makes columns of a header that is one long name; null for the usual one. */
    private static Character separator(FileFormat format, MatchedFile file) throws IOException {
        if (format.options().stream().noneMatch(option -> option.key().equals("separator"))) {
            return null;
        }
        List<String> names = format.names(file.path(), FormatSpec.EVERYTHING);
        if (names.size() == 1) {
            for (char separator : SEPARATORS.toCharArray()) {
                if (names.get(0).indexOf(separator) >= 0) {
                    return separator;
                }
            }
        }
        return null;
    }

    private static FormatSpec separatedBy(FileFormat format, char separator) {
        FormatOption<?> option = format.options().stream()
                .filter(candidate -> candidate.key().equals("separator"))
                .findFirst()
                .orElseThrow();
        return FormatSpec.EVERYTHING.withParsed(option, Character.toString(separator));
    }

    /** What stands between cells where it is not a comma, or null. */
    Character separator() {
        return separator;
    }

    // ---- types

    /** Tries arrays together, and halves of them where that fails: usually a few of many need a thought. */
    private void settle(List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        String trouble;
        try {
            read(names, null).forEach((name, first) -> columns.put(name, new Column(name, first, null, null)));
            return;
        } catch (IOException | RuntimeException e) {
            trouble = Reasons.of(e);
        }
        if (names.size() > 1) {
            settle(names.subList(0, names.size() / 2));
            settle(names.subList(names.size() / 2, names.size()));
            return;
        }
        String name = names.get(0);
        columns.put(name, wider(name, trouble));
    }

    private Column wider(String name, String trouble) {
        if (name.isBlank()) {
            return new Column(name, null, null, "a column without a name, as pandas writes its index");
        }
        for (DType type : declares(format) ? WIDER : List.<DType>of()) {
            try {
                return new Column(name, read(List.of(name), type).get(name), type, null);
            } catch (IOException | RuntimeException e) {
                // The first reason is the one that says what the data are like.
            }
        }
        return new Column(name, null, null, trouble);
    }

    /** The first arrays of these names, once some rows of each file were read and have the same types. */
    private Map<String, NdArray> read(List<String> names, DType type) throws IOException {
        FormatSpec spec = base;
        if (format.features().contains(FileFormat.Feature.NAMES)) {
            Map<String, String> same = new LinkedHashMap<>();
            for (String name : names) {
                if (name.isBlank() || name.startsWith("{") && name.endsWith("}")) {
                    throw new IOException("\"" + name + "\" is no name that a plan can write");
                }
                same.put(name, name);
            }
            spec = spec.withNames(same);
        }
        if (type != null) {
            spec = spec.withTypes(Map.of(names.get(0), type));
        }
        Map<String, NdArray> firsts = new LinkedHashMap<>();
        for (MatchedFile file : files) {
            try (RowReader<Sample> reader = format.rows(file.path(), spec).open()) {
                Sample sample = reader.read(0);
                if (sample != null) {
                    for (String name : names) {
                        NdArray array = sample.get(name);
                        NdArray first = firsts.putIfAbsent(name, array);
                        if (first != null && first.dtype() != array.dtype()) {
                            throw new IOException(
                                    "\"" + name + "\" is " + array.dtype().numpyName() + " in " + file.path() + ", and "
                                            + first.dtype().numpyName() + " in other files");
                        }
                    }
                }
                for (int row = 1; sample != null && row < rows; row++) {
                    sample = reader.read(row);
                }
            }
        }
        return firsts;
    }

    /** @throws IOException if no array can be read */
    private void readable() throws IOException {
        columns.values().removeIf(column -> column == null); // no file has a row
        if (!columns.isEmpty() && columns.values().stream().allMatch(column -> column.trouble() != null)) {
            throw new IOException(columns.values().iterator().next().trouble());
        }
    }

    /** The arrays, in the order of the files; none where no file has a row. */
    List<Column> columns() {
        return List.copyOf(columns.values());
    }
}
