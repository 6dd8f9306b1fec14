// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.index.RowCursor;
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
 * The lines of a JSON lines file: an object a line, each of its values an array. A number, truth value or text is an array without axes;
 * lists in lists are arrays of as many axes, and must be rectangular. Blank lines are skipped. Files named {@code .gz} and {@code .zst} are
 * decompressed.
 *
 * <p>The first line settles what a sample is: its names in their order, and the type of each array (whole numbers int64, other numbers
 * float64, truth values bool, texts str) unless {@link #types} declares one. Later lines are held to that: whole numbers become
 * floating-point where the first line had them so, and anything else that differs is refused, naming both lines. Shapes may differ from
 * line to line; joining such samples is refused then.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class JsonlRows implements Rows<Sample> {

    private final String path;
    private final FormatSpec spec;

    JsonlRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        fields(); // refused now if it cannot be
    }

    /** @param path a file of JSON lines, in any file system that Flink knows */
    public static JsonlRows of(String path) {
        return new JsonlRows(path, FormatSpec.EVERYTHING);
    }

    /**
     * Reads these keys only; others may hold anything.
     *
     * @param keys what an array is called in the sample → its key in the file, in the order of the sample; empty: all keys of the first line
     */
    public JsonlRows fields(Map<String, String> keys) {
        return new JsonlRows(path, spec.withNames(keys));
    }

    private Map<String, String> fields() {
        return spec.named("a JSON line");
    }

    /**
     * Declares types. Floating-point types take the strings "NaN", "Infinity" and "-Infinity" too.
     *
     * @param declared name in the sample → its type, any but float16 and bytes
     */
    public JsonlRows types(Map<String, DType> declared) {
        return new JsonlRows(path, spec.withTypes(declared));
    }

    /** Says what becomes of null, and of keys that a line has not. */
    public JsonlRows nulls(Nulls rules) {
        return new JsonlRows(path, spec.withNulls(rules));
    }

    /** Reads the keys of the first line that hold arrays where {@link #fields} says nothing, and leaves others out. */
    public JsonlRows readable() {
        return new JsonlRows(path, spec.withUnreadable(FormatSpec.Unreadable.LEFT_OUT));
    }

    /** Adds a text to each sample that is the same in all: a capture of the path, say. */
    public JsonlRows constant(String name, String value) {
        return new JsonlRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        return TextOpening.open(path, "jsonl", spec, this::cursor);
    }

    ItemReader<Sample> read(InputStream in) {
        return TextOpening.forward(cursor(in, RowIndex.Mark.START, RowIndex.unshared()), spec.badRecords());
    }

    private RowCursor<Sample> cursor(InputStream in, RowIndex.Mark from, RowIndex index) {
        LineReader lines = new LineReader(in, path, from);
        JsonlReader reader = new JsonlReader(lines, path, fields(), spec, from, index);
        return new LineCursor(lines, from, index, LineCursor.Blank.IS_SKIPPED, reader);
    }

    /** False: where a line begins has to be found first. */
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
        return "jsonl " + path;
    }
}
