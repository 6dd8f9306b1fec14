// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where the arrays of an npz are that make its rows, so that only its first opening has to look for them. Immutable. */
final class NpzLayout {

    /** For how long a file counts as unchanged after it was looked at. */
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path location;
    private final FileSystem files;
    private final long length;
    private final long modified;
    private final String name;
    private final long rows;
    private final List<String> names;

    /** A {@link FileArray} where rows have to be read, an {@link NdArray} where there are no axes. */
    private final List<Object> arrays;

    private volatile long seen = System.nanoTime();

    private NpzLayout(InputFile file, long rows, List<String> names, List<Object> arrays) throws IOException {
        this.location = new Path(file.name());
        this.files = location.getFileSystem();
        this.length = file.length();
        this.modified = file.modified();
        this.name = file.name();
        this.rows = rows;
        this.names = names;
        this.arrays = arrays;
    }

    /**
     * @param fields name in the sample → name in the file; empty for all arrays under their own names
     * @throws FormatException if an array is missing, or arrays are not equally long
     */
    static NpzLayout read(InputFile file, Map<String, String> fields) throws IOException {
        NpzFile npz = NpzFile.open(file);
        Map<String, String> wanted = fields;
        if (fields.isEmpty()) {
            wanted = new LinkedHashMap<>();
            for (String name : npz.names()) {
                wanted.put(name, name);
            }
        }
        List<Object> arrays = new ArrayList<>();
        String first = null;
        long rows = 0;
        for (String name : wanted.values()) {
            FileArray array = npz.array(name);
            NpyHeader header = array.header();
            if (header.rank() == 0) {
                arrays.add(array.whole(file));
                continue;
            }
            if (first != null && header.rows() != rows) {
                throw FormatException.of(
                        file.name(),
                        "arrays \"" + first + "\" and \"" + name + "\" have " + rows + " and " + header.rows()
                                + " rows. Say which ones to read with `fields:`");
            }
            first = first == null ? name : first;
            rows = header.rows();
            arrays.add(array);
        }
        if (first == null) {
            throw FormatException.of(file.name(), "has no rows: all of its arrays are zero-dimensional");
        }
        return new NpzLayout(file, rows, List.copyOf(wanted.keySet()), arrays);
    }

    /** Whether it is a file's that has not changed since. */
    boolean fits(InputFile file) {
        boolean unchanged = length == file.length() && modified == file.modified();
        seen = unchanged ? System.nanoTime() : seen;
        return unchanged;
    }

    /** Whether the file was looked at so lately that it need not be looked at again. */
    boolean isFresh() {
        return System.nanoTime() - seen < FRESH_NANOS;
    }

    /** Opens the file again. */
    InputFile reopen() throws IOException {
        return InputFile.reopen(files, location, length, modified, name);
    }

    long rows() {
        return rows;
    }

    /** What the arrays are called in the sample. */
    List<String> names() {
        return names;
    }

    /** The arrays, ready to give rows as long as the file is open. */
    List<ArrayRowReader.Column> columns(InputFile file) throws IOException {
        List<ArrayRowReader.Column> columns = new ArrayList<>(arrays.size());
        for (Object array : arrays) {
            columns.add(
                    array instanceof FileArray rowed
                            ? ArrayRowReader.Column.of(rowed.rows(file))
                            : ArrayRowReader.Column.of((NdArray) array));
        }
        return columns;
    }
}
