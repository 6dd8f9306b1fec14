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
public final class JsonlRows implements Rows<Sample> {

    private final String path;

    /** Name in the sample → key; null for all keys of the first line. */
    private final LinkedHashMap<String, String> fields;

    private final LinkedHashMap<String, DType> types;
    private final Constants constants;

    private JsonlRows(
            String path,
            LinkedHashMap<String, String> fields,
            LinkedHashMap<String, DType> types,
            Constants constants) {
        this.path = path;
        this.fields = fields;
        this.types = types;
        this.constants = constants;
    }

    /** @param path a file of JSON lines, in any file system that Flink knows */
    public static JsonlRows of(String path) {
        return new JsonlRows(Objects.requireNonNull(path), null, new LinkedHashMap<>(), Constants.NONE);
    }

    /**
     * Reads these keys only; others may hold anything.
     *
     * @param keys what an array is called in the sample → its key in the file, in the order that the sample shall have
     */
    public JsonlRows fields(Map<String, String> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("fields of " + path + " is empty: name at least one key");
        }
        return new JsonlRows(path, new LinkedHashMap<>(keys), types, constants);
    }

    /**
     * Declares types. Floating-point types take the strings "NaN", "Infinity" and "-Infinity" too.
     *
     * @param declared name in the sample → its type, any but float16 and bytes
     */
    public JsonlRows types(Map<String, DType> declared) {
        LinkedHashMap<String, DType> all = new LinkedHashMap<>(types);
        all.putAll(declared);
        return new JsonlRows(path, fields, all, constants);
    }

    /** @see NpzRows#constant */
    public JsonlRows constant(String name, String value) {
        return new JsonlRows(path, fields, types, constants.with(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        return ForwardRows.open(() -> read(TextInput.open(path)));
    }

    ItemReader<Sample> read(InputStream in) {
        return new JsonlReader(new LineReader(in, path), path, fields, types, constants);
    }

    /** False: where a line begins is known only after those before it. */
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
