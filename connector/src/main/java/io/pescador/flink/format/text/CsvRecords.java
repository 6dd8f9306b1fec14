// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.index.RowCursor;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.internal.Guess;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The records of a CSV file, from one of them on. */
final class CsvRecords implements RowCursor<Sample> {

    private final String path;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final Map<String, DType> declared;
    private final ValueAccumulator values = new ValueAccumulator();

    private final RowIndex index;
    private final RowIndex.Mark from;

    private List<String> header;
    private CsvRecord ahead;
    private long line;
    private List<String> arrays;
    private List<Column> columns;
    private FieldNames names;
    private List<NdArray> constants;

    /** What an array is made of. The type is null until a record settles it. */
    private static final class Column {

        final int[] places;
        final boolean gathered;
        DType type;
        long settledBy;

        Column(int[] places, boolean gathered, DType type) {
            this.places = places;
            this.gathered = gathered;
            this.type = type;
        }
    }

    /**
     * @param in begins at the mark
     * @param index knows what the records before settled, and is told what these do
     */
    CsvRecords(InputStream in, String path, FormatSpec spec, RowIndex.Mark from, RowIndex index) throws IOException {
        this.path = path;
        this.declared = spec.types();
        this.index = index;
        this.from = from;
        line = from.line() - 1;
        boolean hasHeader = spec.option(CsvRows.HEADER);
        char separator = spec.option(CsvRows.SEPARATOR);
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .acceptCharsAfterQuotes(false)
                .ignoreDifferentFieldCount(true)
                .ofCsvRecord(new CsvText(
                        new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()),
                        path,
                        separator,
                        from,
                        hasHeader,
                        index));
        this.records = reader.iterator();
        if (from.equals(RowIndex.Mark.START)) {
            begin(spec, hasHeader);
        } else {
            resume(spec, (Settled) index.learned());
        }
    }

    private void begin(FormatSpec spec, boolean hasHeader) throws IOException {
        ahead = next();
        if (ahead == null) {
            throw FormatException.of(path, "is empty: it has no " + (hasHeader ? "header" : "records"));
        }
        header = header(ahead, hasHeader);
        if (hasHeader) {
            ahead = null;
        }
        prepare(spec);
    }

    private void resume(FormatSpec spec, Settled settled) throws FormatException {
        header = settled.header;
        prepare(spec);
        for (int i = 0; i < settled.types.size(); i++) {
            columns.get(i).type = settled.types.get(i);
            columns.get(i).settledBy = settled.lines.get(i);
        }
    }

    /** What the first records settled, for those who begin behind them. */
    private record Settled(List<String> header, List<DType> types, List<Long> lines) {

        /** What a column takes in memory, roughly: its name, its type. */
        private static final int COLUMN = 150;
    }

    private void publish() {
        if (index.learned() == null) { // by another reader just now, perhaps: it has found the same
            List<DType> types = columns.stream().map(column -> column.type).toList();
            List<Long> lines = columns.stream().map(column -> column.settledBy).toList();
            index.learn(new Settled(List.copyOf(header), types, lines), (long) Settled.COLUMN * header.size());
        }
    }

    /** The names of all columns. */
    List<String> header() {
        return List.copyOf(header);
    }

    private static List<String> header(CsvRecord record, boolean hasHeader) {
        List<String> names = new ArrayList<>(record.getFields());
        if (!hasHeader) {
            names.replaceAll(cell -> "");
            for (int i = 0; i < names.size(); i++) {
                names.set(i, Integer.toString(i));
            }
        }
        return names;
    }

    private void prepare(FormatSpec spec) throws FormatException {
        CsvHeader columnsOf = new CsvHeader(header, path);
        Map<String, FieldSource> wanted = new LinkedHashMap<>(spec.fields());
        if (wanted.isEmpty()) {
            header.forEach(column -> wanted.put(column, FieldSource.gather(List.of(column))));
        }
        arrays = List.copyOf(wanted.keySet());
        columns = new ArrayList<>();
        for (Map.Entry<String, FieldSource> field : wanted.entrySet()) {
            boolean gathered = !spec.fields().isEmpty() && CsvHeader.gathers(field.getValue());
            columns.add(new Column(columnsOf.indices(field.getValue()), gathered, declared.get(field.getKey())));
        }
        for (String name : declared.keySet()) {
            if (!wanted.containsKey(name)) {
                throw FormatException.of(
                        path, "types declares \"" + name + "\"" + Guess.of(name, arrays) + ", which no field is named");
            }
        }
        names = spec.names(arrays, path);
        constants = spec.constants();
    }

    @Override
    public boolean hasNext() throws IOException {
        ahead = ahead == null ? next() : ahead;
        return ahead != null;
    }

    @Override
    public void skip() throws IOException {
        if (columns.stream().anyMatch(column -> column.type == null)) {
            read();
        }
        ahead = null;
    }

    @Override
    public Sample read() throws IOException {
        CsvRecord record = ahead;
        ahead = null;
        if (record.getFieldCount() != header.size()) {
            throw wrong("has " + record.getFieldCount() + " cells, where " + header.size() + " columns are");
        }
        NdArray[] sample = new NdArray[names.size()];
        for (int i = 0; i < columns.size(); i++) {
            sample[i] = array(record, arrays.get(i), columns.get(i));
        }
        for (int i = columns.size(); i < sample.length; i++) {
            sample[i] = constants.get(i - columns.size());
        }
        publish();
        return Sample.of(names, sample);
    }

    private CsvRecord next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = from.line() - 1 + record.getStartingLineNumber();
            return record;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw unreadable(io);
            }
            // The parser wraps whatever the store throws. Only its own exceptions are the file's fault.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException other && !(other instanceof CsvParseException)) {
                throw other;
            }
            throw FormatException.atLine(path, line + 1, "or behind it: is no CSV record: " + e.getMessage())
                    .causedBy(e);
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(UncheckedIOException e) {
        if (e.getCause() instanceof CharacterCodingException) {
            return FormatException.atLine(path, line + 1, "or behind it: is not UTF-8 text")
                    .causedBy(e);
        }
        return e.getCause();
    }

    private NdArray array(CsvRecord record, String name, Column column) throws FormatException {
        if (column.type == null) {
            column.type = infer(record, name, column);
            column.settledBy = line;
        }
        values.clear();
        for (int place : column.places) {
            String cell = record.getField(place);
            try {
                CsvCell.add(cell, column.type, values);
            } catch (IllegalArgumentException e) {
                String settled = column.settledBy == 0
                        ? ""
                        : ", the type of line " + column.settledBy + ". Declare another with `types: {" + name
                                + ": …}`";
                throw wrong("column \"" + header.get(place) + "\": " + e.getMessage() + settled)
                        .causedBy(e);
            }
        }
        try {
            return column.gathered ? values.toArray(column.type, values.size()) : values.toArray(column.type);
        } catch (IllegalArgumentException e) {
            throw wrong("\"" + name + "\" " + e.getMessage()).causedBy(e);
        }
    }

    private DType infer(CsvRecord record, String name, Column column) throws FormatException {
        DType common = null;
        for (int place : column.places) {
            String cell = record.getField(place);
            if (CsvCell.isBeyondLong(cell)) {
                throw wrong("column \"" + header.get(place) + "\": \"" + cell
                        + "\" is a whole number beyond 64 bits. Declare str, float64 or, up to 2^64 - 1, uint64 with"
                        + " `types: {" + name + ": …}`");
            }
            DType type = CsvCell.infer(cell);
            boolean text = type == DType.STRING;
            if (common != null && text != (common == DType.STRING)) {
                throw wrong("\"" + name + "\" gathers numbers and texts: column \"" + header.get(place) + "\" is \""
                        + cell
                        + "\". Name the columns that belong together, or declare it with `types: {" + name
                        + ": str}`");
            }
            common = common == DType.FLOAT64 ? common : type;
        }
        return common;
    }

    private FormatException wrong(String reason) {
        return FormatException.atLine(path, line, reason);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
