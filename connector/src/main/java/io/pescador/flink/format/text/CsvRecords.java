// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.internal.Guess;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;

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

/** Reads CSV records one after the other. */
final class CsvRecords implements ItemReader<Sample> {

    private final String path;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final Map<String, DType> declared;
    private final ValueAccumulator values = new ValueAccumulator();

    private List<String> header;
    private CsvRecord first;
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

    CsvRecords(InputStream in, String path, FormatSpec spec, boolean hasHeader, char separator) throws IOException {
        this.path = path;
        this.declared = spec.types();
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .acceptCharsAfterQuotes(false)
                .ignoreDifferentFieldCount(true)
                .ofCsvRecord(
                        new CsvText(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), path, separator));
        this.records = reader.iterator();
        first = next();
        if (first == null) {
            throw FormatException.of(path, "is empty: it has no " + (hasHeader ? "header" : "records"));
        }
        header = header(first, hasHeader);
        if (hasHeader) {
            first = null;
        }
        prepare(spec);
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
    public Sample read() throws IOException {
        CsvRecord record = first == null ? next() : first;
        first = null;
        if (record == null) {
            return null;
        }
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
        return Sample.of(names, sample);
    }

    private CsvRecord next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            line = record.getStartingLineNumber();
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
