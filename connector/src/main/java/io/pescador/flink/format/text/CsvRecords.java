// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.index.RowCursor;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.format.internal.ValueException;
import io.pescador.flink.format.internal.WrittenValue;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records of a CSV file, from one of them on. */
final class CsvRecords implements RowCursor<Sample> {

    /** With its text and its array, a cell takes eight bytes a character. */
    private static final int MOST_OF_A_CELL = Math.min(16 << 20, Limits.item() / 4);

    private final String path;
    private final CsvReader<CsvLines.Line> reader;
    private final CloseableIterator<CsvLines.Line> records;
    private final Map<String, DType> declared;
    private final ValueAccumulator values = new ValueAccumulator();

    private final RowIndex index;
    private final FormatSpec spec;
    private final Set<String> na;
    private final CsvText text;
    private final long linesBefore;

    private List<String> header;
    private CsvLines.Line ahead;
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
        line = from.line() - 1;
        this.spec = spec;
        this.na = Set.copyOf(spec.option(CsvRows.NA));
        String comment = spec.option(CsvRows.COMMENT);
        text = new CsvText(new InputStreamReader(in, CsvRows.charset(spec).newDecoder()), path, spec, from, index);
        CsvReader.CsvReaderBuilder builder = CsvReader.builder()
                .fieldSeparator(CsvRows.separator(path, spec))
                .acceptCharsAfterQuotes(true) // so that it ends with its record; the text knows
                .ignoreDifferentFieldCount(true)
                .maxBufferSize(MOST_OF_A_CELL);
        if (!comment.isEmpty()) {
            builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(comment.charAt(0));
        }
        this.reader = builder.build(new CsvLines(), text);
        // The parser counts the lines that it gets.
        linesBefore = from.line() - 1 + (from.equals(RowIndex.Mark.START) ? spec.option(CsvRows.SKIP) : 0);
        this.records = reader.iterator();
        if (from.equals(RowIndex.Mark.START)) {
            begin(spec, spec.option(CsvRows.HEADER));
        } else {
            resume(spec, (Settled) index.learned());
        }
    }

    private void begin(FormatSpec spec, boolean hasHeader) throws IOException {
        ahead = next();
        if (ahead == null) {
            throw FormatException.of(path, "is empty: it has no " + (hasHeader ? "header" : "records"));
        }
        checkTorn();
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

    private static List<String> header(CsvLines.Line record, boolean hasHeader) {
        List<String> names = new ArrayList<>(record.cells());
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
        spec.checkNames(arrays, path);
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

    /** The record that follows; null if it is left out. */
    @Override
    public Sample read() throws IOException {
        CsvLines.Line record = ahead;
        ahead = null;
        checkTorn();
        if (record.cells().size() != header.size()) {
            throw wrong("has " + record.cells().size() + " cells, where " + header.size() + " columns are");
        }
        NdArray[] sample = new NdArray[names.size()];
        boolean skipped = false;
        for (int i = 0; i < columns.size(); i++) {
            sample[i] = array(record, arrays.get(i), columns.get(i));
            skipped |= sample[i] == null;
        }
        for (int i = columns.size(); i < sample.length; i++) {
            sample[i] = constants.get(i - columns.size());
        }
        publish();
        return skipped ? null : Sample.of(names, sample);
    }

    private void checkTorn() throws FormatException {
        if (text.isTorn(line)) {
            throw wrong("is no CSV record: something stands behind a closing quote. A quote inside quotes is doubled");
        }
    }

    private CsvLines.Line next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvLines.Line record = records.next();
            line = linesBefore + record.start();
            return record;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw unreadable(io);
            }
            if (e.getCause() instanceof ValueException value) {
                throw FormatException.atLine(path, line + 1, "or behind it: " + value.getMessage())
                        .causedBy(e);
            }
            // The parser wraps whatever the store throws. Only its own exceptions are the file's fault.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException other && !(other instanceof CsvParseException)) {
                throw other;
            }
            throw FormatException.atLine(
                            path, line + 1, "or behind it: has a cell of more than " + MOST_OF_A_CELL + " characters")
                    .causedBy(e);
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(UncheckedIOException e) {
        if (e.getCause() instanceof CharacterCodingException) {
            return FormatException.atLine(
                            path,
                            line + 1,
                            "or behind it: is not " + CsvRows.charset(spec).name() + " text")
                    .causedBy(e);
        }
        return e.getCause();
    }

    private NdArray array(CsvLines.Line record, String name, Column column) throws FormatException {
        if (column.type == null) {
            column.type = infer(record, name, column);
            column.settledBy = line;
        }
        values.clear();
        for (int place : column.places) {
            String cell = record.cells().get(place);
            try {
                if (isNull(cell, column.type)) {
                    String fill = spec.nulls().fills().get(name);
                    if (fill == null && spec.nulls().skipsRow(name, column.type.isFloating())) {
                        return null;
                    }
                    addNull(cell, fill, column.type);
                } else {
                    CsvCell.add(cell, column.type, values);
                }
            } catch (IllegalArgumentException e) {
                String settled = column.settledBy == 0 || isNull(cell, column.type)
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

    /** An empty cell is a text of no letters where texts are. */
    private boolean isNull(String cell, DType type) {
        return na.contains(cell) || cell.isEmpty() && type != DType.STRING;
    }

    private void addNull(String cell, String fill, DType type) {
        if (fill != null) {
            WrittenValue.add(fill, type, values);
        } else if (type.isFloating()) {
            values.add(Double.NaN);
        } else {
            throw new ValueException((cell.isEmpty() ? "is empty" : "\"" + cell + "\" is null") + ", which no "
                    + type.numpyName() + " array can hold. Say with `nulls:` what stands for it, or skip_row");
        }
    }

    private DType infer(CsvLines.Line record, String name, Column column) throws FormatException {
        DType common = null;
        for (int place : column.places) {
            String cell = record.cells().get(place);
            if (!na.contains(cell) && CsvCell.isBeyondLong(cell)) {
                throw wrong("column \"" + header.get(place) + "\": \"" + CsvCell.shown(cell)
                        + "\" is a whole number beyond 64 bits. Declare str, float64 or, up to 2^64 - 1, uint64 with"
                        + " `types: {" + name + ": …}`");
            }
            DType type = na.contains(cell) ? DType.FLOAT64 : CsvCell.infer(cell);
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
