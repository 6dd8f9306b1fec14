// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a Parquet file one after the other, with a page of each column in memory. */
final class ParquetReading implements ItemReader<Sample> {

    private final InputFile file;
    private final ParquetFile parquet;
    private final List<ParquetColumn> columns;
    private final FieldNames names;
    private final List<NdArray> constants;

    private int group;
    private long leftInGroup;
    private long row;
    private List<ParquetValues> values = List.of();

    ParquetReading(
            InputFile file,
            ParquetFile parquet,
            List<ParquetColumn> columns,
            FieldNames names,
            List<NdArray> constants) {
        this.file = file;
        this.parquet = parquet;
        this.columns = columns;
        this.names = names;
        this.constants = constants;
    }

    @Override
    public Sample read() throws IOException {
        String column = columns.get(0).name();
        try {
            while (leftInGroup == 0) {
                if (group == parquet.groups().size()) {
                    return null;
                }
                begin(parquet.groups().get(group++));
            }
            NdArray[] arrays = new NdArray[names.size()];
            for (int i = 0; i < arrays.length; i++) {
                if (i < columns.size()) {
                    column = columns.get(i).name();
                    arrays[i] = values.get(i).row();
                } else {
                    arrays[i] = constants.get(i - columns.size());
                }
            }
            leftInGroup--;
            row++;
            return Sample.of(names, arrays);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) {
            throw wrong(column, e.getMessage()).causedBy(e);
        } catch (RuntimeException e) {
            // The decoding library says so of pages that are not what they claim.
            throw wrong(column, "is damaged").causedBy(e);
        }
    }

    private FormatException wrong(String column, String reason) {
        return FormatException.at(file.name(), "row " + row + ", column \"" + column + "\"", reason);
    }

    private void begin(ParquetFile.RowGroup rows) {
        ColumnReadStoreImpl store = new ColumnReadStoreImpl(
                new Pages(rows), new NoConverter(), parquet.schema().message(), parquet.createdBy());
        values = new ArrayList<>();
        for (ParquetColumn column : columns) {
            values.add(new ParquetValues(
                    column,
                    store.getColumnReader(column.descriptor()),
                    rows.chunks().get(column.place()).values()));
        }
        leftInGroup = rows.rows();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** The pages of a row group, by column. */
    private final class Pages implements PageReadStore {

        private final ParquetFile.RowGroup rows;

        Pages(ParquetFile.RowGroup rows) {
            this.rows = rows;
        }

        @Override
        public PageReader getPageReader(ColumnDescriptor descriptor) {
            for (ParquetColumn column : columns) {
                if (column.descriptor().equals(descriptor)) {
                    return new ParquetPages(file, column, rows.chunks().get(column.place()));
                }
            }
            throw new IllegalStateException("a column that was not asked for: " + descriptor);
        }

        @Override
        public long getRowCount() {
            return rows.rows();
        }
    }

    /** The library could put records together; here values are taken from its column readers, and this takes none. */
    private static final class NoConverter extends GroupConverter {

        @Override
        public Converter getConverter(int field) {
            return this;
        }

        @Override
        public PrimitiveConverter asPrimitiveConverter() {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
