// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.ValueException;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;

import org.apache.parquet.VersionParser;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.io.api.PrimitiveConverter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a Parquet file, from any of them on, with a page of each column in memory. */
final class ParquetReading implements ItemReader<Sample> {

    /** The library could hand its values on; here they are taken from it. */
    private static final PrimitiveConverter NONE = new PrimitiveConverter() {};

    private final InputFile file;
    private final ParquetFile parquet;
    private final List<ParquetColumn> columns;
    private final FieldNames names;
    private final FormatSpec spec;
    private final List<NdArray> constants;

    private int group;
    private long leftInGroup;
    private long row;
    private List<ParquetValues> values = List.of();

    ParquetReading(
            InputFile file, ParquetFile parquet, List<ParquetColumn> columns, FieldNames names, FormatSpec spec) {
        this.file = file;
        this.parquet = parquet;
        this.columns = columns;
        this.names = names;
        this.spec = spec;
        this.constants = spec.constants();
    }

    @Override
    public Sample read() throws IOException {
        while (true) {
            while (leftInGroup == 0) {
                if (group == parquet.groups().size()) {
                    return null;
                }
                begin(parquet.groups().get(group++), 0);
            }
            Sample sample = row();
            if (sample != null) {
                return sample;
            }
        }
    }

    /** The number of the row that is read next. */
    long next() {
        return row;
    }

    /** How many rows there are, also those that are left out. */
    long rows() {
        return parquet.rows();
    }

    /**
     * Makes a row the next. Pages of columns without lists that hold only rows before it are not looked at.
     *
     * @param target below the number of rows
     */
    void goTo(long target) throws IOException {
        long left = target;
        group = 0;
        while (left >= parquet.groups().get(group).rows()) {
            left -= parquet.groups().get(group++).rows();
        }
        leftInGroup = 0;
        row = target;
        begin(parquet.groups().get(group++), left);
    }

    /** Passes over rows; there are more. */
    void skip(long rows) throws IOException {
        for (long left = rows; left > 0; ) {
            long part = Math.min(left, leftInGroup);
            for (int i = 0; i < values.size() && part > 0; i++) {
                try {
                    values.get(i).skip(part);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                } catch (ParquetValues.ShortColumnException e) {
                    throw wrong(i, e.getMessage());
                } catch (RuntimeException e) {
                    throw wrong(i, "is damaged").causedBy(e);
                }
            }
            row += part;
            left -= part;
            leftInGroup -= part;
            if (leftInGroup == 0 && group < parquet.groups().size()) {
                begin(parquet.groups().get(group++), 0);
            }
        }
    }

    /** Which version of the file is read. */
    FileVersion version() {
        return file.version();
    }

    /** The next row; null if it is left out. */
    private Sample row() throws IOException {
        leftInGroup--;
        NdArray[] arrays = new NdArray[names.size()];
        FormatException wrong = null;
        boolean skipped = false;
        for (int i = 0; i < arrays.length; i++) {
            if (i >= columns.size()) {
                arrays[i] = constants.get(i - columns.size());
                continue;
            }
            try {
                arrays[i] = value(i);
                skipped |= arrays[i] == null;
            } catch (ValueException e) {
                wrong = wrong == null ? wrong(i, e.getMessage()) : wrong;
            }
        }
        row++;
        if (wrong != null) {
            spec.badRecords().leaveOut(wrong);
            return null;
        }
        return skipped ? null : Sample.of(names, arrays);
    }

    /** The next row of a column, null if the row is left out; and at the end of a row group also a look that there are no more. */
    private NdArray value(int i) throws IOException {
        try {
            NdArray array = values.get(i).row();
            if (leftInGroup == 0) {
                values.get(i).end();
            }
            return array;
        } catch (ValueException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (ParquetValues.ShortColumnException e) {
            throw wrong(i, e.getMessage());
        } catch (RuntimeException e) {
            // The decoding library says so of pages that are not what they claim.
            throw wrong(i, "is damaged").causedBy(e);
        }
    }

    private FormatException wrong(int i, String reason) {
        return FormatException.at(
                file.name(), "row " + row + ", column \"" + columns.get(i).name() + "\"", reason);
    }

    /** @param skipped how many rows of the group to leave out, fewer than it has */
    private void begin(ParquetFile.RowGroup rows, long skipped) throws IOException {
        values = new ArrayList<>();
        if (rows.rows() == 0) {
            return;
        }
        ParquetPages.Memory memory = new ParquetPages.Memory();
        for (int i = 0; i < columns.size(); i++) {
            ParquetColumn column = columns.get(i);
            ParquetFile.Chunk chunk = rows.chunks().get(column.place());
            if (chunk.encrypted()) {
                throw wrong(i, "is encrypted");
            }
            boolean flat = column.descriptor().getMaxRepetitionLevel() == 0;
            if (flat ? chunk.values() != rows.rows() : chunk.values() < rows.rows()) {
                throw wrong(i, "has " + chunk.values() + " values in a row group of " + rows.rows() + " rows");
            }
            try {
                ParquetPages pages = new ParquetPages(file, column, chunk, memory, flat ? skipped : 0);
                ColumnReader reader = new ColumnReaderImpl(column.descriptor(), pages, NONE, writer());
                long left = chunk.values() - pages.skipped();
                ParquetValues of = new ParquetValues(column, names.asList().get(i), spec, reader, left);
                of.skip(skipped - pages.skipped());
                values.add(of);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (ParquetValues.ShortColumnException e) {
                throw wrong(i, e.getMessage());
            } catch (ValueException e) {
                throw wrong(i, e.getMessage());
            } catch (RuntimeException e) {
                throw wrong(i, "is damaged").causedBy(e);
            }
        }
        leftInGroup = rows.rows() - skipped;
    }

    /** The version of the program that wrote the file, which the library knows faults of; null if it cannot be told. */
    private VersionParser.ParsedVersion writer() {
        try {
            return parquet.createdBy() == null ? null : VersionParser.parse(parquet.createdBy());
        } catch (VersionParser.VersionParseException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
