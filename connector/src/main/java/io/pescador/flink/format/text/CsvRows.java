// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.compress.TextInput;
import io.pescador.flink.format.internal.Constants;
import io.pescador.flink.format.internal.ForwardRows;
import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The records of a CSV file (RFC 4180: quoted fields may hold separators, quotes and line breaks), in UTF-8. Files named {@code .gz} and
 * {@code .zst} are decompressed.
 *
 * <p>The first record names the columns, unless {@link #withoutHeader()} says otherwise. Types are declared by {@link #types}; where they
 * are not, the first data record settles them for the file: a whole number in it makes int64, another number, {@code nan}, {@code inf} or
 * nothing float64, anything else str, and gathered columns have float64 if one of them has. A later cell that does not fit is refused with
 * its line. An empty cell is NaN in a floating-point array, a text of no letters in a text array, and refused elsewhere.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
public final class CsvRows implements Rows<Sample> {

    private final String path;

    /** Null for each column under its own name. */
    private final LinkedHashMap<String, CsvField> fields;

    private final LinkedHashMap<String, DType> types;
    private final boolean header;
    private final char separator;
    private final Constants constants;

    private CsvRows(
            String path,
            LinkedHashMap<String, CsvField> fields,
            LinkedHashMap<String, DType> types,
            boolean header,
            char separator,
            Constants constants) {
        this.path = path;
        this.fields = fields;
        this.types = types;
        this.header = header;
        this.separator = separator;
        this.constants = constants;
    }

    /** @param path a CSV file with a header, in any file system that Flink knows */
    public static CsvRows of(String path) {
        return new CsvRows(Objects.requireNonNull(path), null, new LinkedHashMap<>(), true, ',', Constants.NONE);
    }

    /**
     * Says which arrays a sample has; without this, it has one without axes for each column.
     *
     * @param made name in the sample → what it is made of, in the order that the sample shall have
     */
    public CsvRows fields(Map<String, CsvField> made) {
        if (made.isEmpty()) {
            throw new IllegalArgumentException("fields of " + path + " is empty: name at least one column");
        }
        return new CsvRows(path, new LinkedHashMap<>(made), types, header, separator, constants);
    }

    /** @param declared name in the sample → its type, any but float16 and bytes; a bool is written true or false, 1 or 0 */
    public CsvRows types(Map<String, DType> declared) {
        LinkedHashMap<String, DType> all = new LinkedHashMap<>(types);
        all.putAll(declared);
        return new CsvRows(path, fields, all, header, separator, constants);
    }

    /** Takes the first record for data; the columns are named by their numbers, from "0". */
    public CsvRows withoutHeader() {
        return new CsvRows(path, fields, types, false, separator, constants);
    }

    /** @param character what stands between cells; a comma if it is not said */
    public CsvRows separator(char character) {
        return new CsvRows(path, fields, types, header, character, constants);
    }

    /** @see NpzRows#constant */
    public CsvRows constant(String name, String value) {
        return new CsvRows(path, fields, types, header, separator, constants.with(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        return ForwardRows.open(() -> read(TextInput.open(path)));
    }

    ItemReader<Sample> read(InputStream in) throws IOException {
        try {
            return new CsvReading(in, path, fields, types, header, separator, constants);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** False: where a record begins is known only after those before it. */
    @Override
    public boolean addressable() {
        return false;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public String toString() {
        return "csv " + path;
    }
}
