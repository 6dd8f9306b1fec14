// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.FormatSpec.Unreadable;
import io.pescador.flink.format.ForwardRows;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of a Parquet file, each with an array for every column: a value is an array without axes, a list one with an axis, lists in lists
 * more, and must be rectangular. Byte strings that are no text are uint8 arrays. Dates, times and timestamps are int64 in the unit of the
 * file, the old twelve-byte timestamps nanoseconds since 1970; decimal numbers are float64.
 *
 * <p>Values in structures are read by their paths: {@code image.bytes}, {@code messages.content} for a list of structures,
 * {@code tags.key} and {@code tags.value} for a map. Where {@link #fields} says nothing, a structure is refused, unless {@link #readable}.
 *
 * <p>An empty place (null) is NaN in a floating-point array, an empty list is an empty array, and so is a list that is null; elsewhere null
 * is refused, unless {@link #nulls} has a rule. Pages may be plain or compressed by snappy, gzip or zstd. Their checksums are compared where they have one.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class ParquetRows implements Rows<Sample> {

    private final String path;
    private final FormatSpec spec;

    ParquetRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        fields(); // refused now if it cannot be
    }

    /** @param path a Parquet file, in any file system that Flink knows */
    public static ParquetRows of(String path) {
        return new ParquetRows(path, FormatSpec.EVERYTHING);
    }

    /**
     * Reads these columns only; others are not touched.
     *
     * @param columns what an array is called in the sample → its column, in the order of the sample; empty: all columns
     */
    public ParquetRows fields(Map<String, String> columns) {
        return new ParquetRows(path, spec.withNames(columns));
    }

    private Map<String, String> fields() {
        return spec.named("a row of Parquet");
    }

    /**
     * Declares types: text for byte strings without an annotation, or other numbers than the file has.
     *
     * @param declared name in the sample → its type, any but float16 and bytes
     */
    public ParquetRows types(Map<String, DType> declared) {
        return new ParquetRows(path, spec.withTypes(declared));
    }

    /** Says what becomes of null. */
    public ParquetRows nulls(Nulls rules) {
        return new ParquetRows(path, spec.withNulls(rules));
    }

    /** Reads what can be read where {@link #fields} says nothing, and leaves the rest out. Without this, the rest is refused. */
    public ParquetRows readable() {
        return new ParquetRows(path, spec.withUnreadable(Unreadable.LEFT_OUT));
    }

    /** Adds a text to each sample that is the same in all: a capture of the path, say. */
    public ParquetRows constant(String name, String value) {
        return new ParquetRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        if (spec.leavesRowsOut()) {
            return ForwardRows.open(this::openFile);
        }
        return new ParquetRowReader(openFile());
    }

    private ParquetReading openFile() throws IOException {
        InputFile file = InputFile.open(path);
        try {
            return read(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    ParquetReading read(InputFile file) throws IOException {
        ParquetFile parquet = ParquetFile.known(file);
        ParquetSchema schema = parquet.schema();
        Map<String, String> wanted = fields();
        if (wanted.isEmpty()) {
            Collection<String> all = spec.unreadable() == Unreadable.LEFT_OUT ? schema.readable() : schema.tops();
            all.forEach(name -> wanted.put(name, name));
            if (wanted.isEmpty()) {
                throw FormatException.of(path, "has no column that can be read");
            }
        }
        List<ParquetColumn> columns = new ArrayList<>();
        for (String name : wanted.values()) {
            columns.add(schema.column(name, path));
        }
        spec.checkNames(wanted.keySet(), path);
        return new ParquetReading(file, parquet, columns, spec.names(List.copyOf(wanted.keySet()), path), spec);
    }

    /** False: where a row begins inside a page is known only after those before it in the page. */
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
        return "parquet " + path;
    }
}
