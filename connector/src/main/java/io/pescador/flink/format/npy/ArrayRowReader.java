// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.Window;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.index.Versioned;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts the rows of a file's arrays together. */
final class ArrayRowReader implements RowReader<Sample>, Versioned {

    private final InputFile file;
    private final long rows;
    private final Window window;
    private final FieldNames names;
    private final Column[] columns;

    private ArrayRowReader(InputFile file, long rows, Window window, FieldNames names, Column[] columns) {
        this.file = file;
        this.rows = rows;
        this.window = window;
        this.names = names;
        this.columns = columns;
    }

    /** An array of the sample: either rows of the file, or the same for each. */
    record Column(ArrayRows rows, NdArray constant) {

        static Column of(ArrayRows rows) {
            return new Column(rows, null);
        }

        static Column of(NdArray constant) {
            return new Column(null, constant);
        }
    }

    /**
     * @param file is closed with the reader
     * @param window null to give rows by themselves
     * @param names of columns and constants
     */
    static ArrayRowReader of(
            InputFile file, long rows, Window window, FieldNames names, List<Column> columns, List<NdArray> constants) {
        List<Column> all = new ArrayList<>(columns);
        constants.forEach(constant -> all.add(Column.of(constant)));
        return new ArrayRowReader(file, rows, window, names, all.toArray(new Column[0]));
    }

    @Override
    public FileVersion version() {
        return file.version();
    }

    @Override
    public long count() {
        return window == null ? rows : window.items(rows);
    }

    @Override
    public Sample read(long row) throws IOException {
        if (row >= count()) {
            return null;
        }
        NdArray[] arrays = new NdArray[columns.length];
        for (int i = 0; i < arrays.length; i++) {
            Column column = columns[i];
            if (column.rows == null) {
                arrays[i] = column.constant;
            } else if (window == null) {
                arrays[i] = column.rows.row(row);
            } else {
                arrays[i] = column.rows.rows(row * window.stride(), window.size());
            }
        }
        return Sample.of(names, arrays);
    }

    @Override
    public void close() throws IOException {
        for (Column column : columns) {
            if (column.rows != null) {
                column.rows.close();
            }
        }
        file.close();
    }
}
