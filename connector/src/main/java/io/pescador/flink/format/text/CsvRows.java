// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.InputStream;
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
@PublicEvolving
public final class CsvRows implements Rows<Sample> {

    static final FormatOption<Boolean> HEADER = FormatOption.flag(
            "header",
            true,
            "Whether the first record names the columns. Without, columns are named by their numbers, from `0`.");

    static final FormatOption<Character> SEPARATOR = FormatOption.character(
            "separator", ',', "\"\r\n", "What stands between cells. Between quotes: `\";\"`, `\"\\t\"`.");

    private final String path;
    private final FormatSpec spec;

    CsvRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
    }

    /** @param path a CSV file with a header, in any file system that Flink knows */
    public static CsvRows of(String path) {
        return new CsvRows(path, FormatSpec.EVERYTHING);
    }

    /**
     * Says which arrays a sample has; without this, it has one without axes for each column.
     *
     * @param made name in the sample → what it is made of, in the order of the sample; empty: each column under its own name
     */
    public CsvRows fields(Map<String, FieldSource> made) {
        return new CsvRows(path, spec.withFields(made));
    }

    /** @param declared name in the sample → its type, any but float16 and bytes; a bool is written true or false, 1 or 0 */
    public CsvRows types(Map<String, DType> declared) {
        return new CsvRows(path, spec.withTypes(declared));
    }

    /** Takes the first record for data; the columns are named by their numbers, from "0". */
    public CsvRows withoutHeader() {
        return new CsvRows(path, spec.withOption(HEADER, false));
    }

    /** @param character what stands between cells; a comma if it is not said */
    public CsvRows separator(char character) {
        return new CsvRows(path, spec.withOption(SEPARATOR, character));
    }

    /** Adds a text to each sample that is the same in all: a capture of the path, say. */
    public CsvRows constant(String name, String value) {
        return new CsvRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        return TextOpening.open(path, "csv", spec, this::cursor);
    }

    ItemReader<Sample> read(InputStream in) throws IOException {
        return TextOpening.forward(records(in));
    }

    CsvRecords records(InputStream in) throws IOException {
        return cursor(in, RowIndex.Mark.START, RowIndex.unshared());
    }

    private CsvRecords cursor(InputStream in, RowIndex.Mark from, RowIndex index) throws IOException {
        try {
            return new CsvRecords(in, path, spec, from, index);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** False: where a record begins has to be found first. */
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
