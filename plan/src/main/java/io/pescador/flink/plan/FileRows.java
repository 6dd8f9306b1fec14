// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.format.npy.NpyRows;
import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.format.parquet.ParquetRows;
import io.pescador.flink.format.text.CsvField;
import io.pescador.flink.format.text.CsvRows;
import io.pescador.flink.format.text.JsonlRows;
import io.pescador.flink.format.text.TextRows;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The rows of a leaf's file, as the leaf's fields say. */
final class FileRows {

    private FileRows() {}

    /**
     * @throws IllegalArgumentException if the leaf asks for what its format does not have; the message is for the place of its fields
     */
    static Rows<Sample> of(Stream.Leaf leaf) {
        return of(leaf, leaf.leaf().fields(), false);
    }

    /** The same with all there is in the file, under its own names and of the types that it seems to have. */
    static Rows<Sample> whole(Stream.Leaf leaf) {
        return of(leaf, null, true);
    }

    /** The order in which they are read where the plan leaves it open. */
    static RowOrder order(Stream.Leaf leaf, Rows<Sample> rows) {
        String asked = leaf.leaf().rows();
        if (asked == null) {
            return rows.addressable() ? RowOrder.SHUFFLED : RowOrder.ROTATING;
        }
        return RowOrder.valueOf(asked.toUpperCase(Locale.ROOT));
    }

    private static Rows<Sample> of(Stream.Leaf leaf, Map<String, LeafNode.FieldSource> fields, boolean asWhole) {
        String file = leaf.file();
        LeafNode node = leaf.leaf();
        return switch (node.kind()) {
            case NPZ -> {
                NpzRows rows = NpzRows.of(file);
                Map<String, String> named = named(fields, "an npz");
                rows = named == null ? rows : rows.fields(named);
                rows = node.window() == null
                        ? rows
                        : rows.window(node.window().size(), node.window().stride());
                yield with(rows, constants(leaf, fields), NpzRows::constant);
            }
            case NPY -> {
                NpyRows rows = NpyRows.of(file, only(fields, "an npy file holds one array"));
                rows = node.window() == null
                        ? rows
                        : rows.window(node.window().size(), node.window().stride());
                yield with(rows, constants(leaf, fields), NpyRows::constant);
            }
            case CSV -> {
                CsvRows rows = CsvRows.of(file).separator(node.cells().separator());
                rows = node.cells().header() ? rows : rows.withoutHeader();
                rows = asWhole ? rows : rows.types(node.cells().types());
                Map<String, CsvField> columns = columns(fields);
                rows = columns == null ? rows : rows.fields(columns);
                yield with(rows, constants(leaf, fields), CsvRows::constant);
            }
            case JSONL -> {
                JsonlRows rows = JsonlRows.of(file);
                rows = asWhole ? rows : rows.types(node.cells().types());
                Map<String, String> named = named(fields, "a JSON line");
                rows = named == null ? rows : rows.fields(named);
                yield with(rows, constants(leaf, fields), JsonlRows::constant);
            }
            case TEXT -> {
                TextRows rows = TextRows.of(file, only(fields, "a line of text is one array"));
                yield with(rows, constants(leaf, fields), TextRows::constant);
            }
            case PARQUET -> {
                ParquetRows rows = ParquetRows.of(file);
                Map<String, String> named = named(fields, "a row of Parquet");
                rows = named == null ? rows : rows.fields(named);
                yield with(rows, constants(leaf, fields), ParquetRows::constant);
            }
            case ITEMS, CLASS -> throw new IllegalStateException(node.kind() + " reads no file");
        };
    }

    /** A method that gives rows with one more text, the same in all of them. */
    private interface Adding<R> {
        R add(R rows, String name, String value);
    }

    private static <R> R with(R rows, Map<String, String> constants, Adding<R> adding) {
        R all = rows;
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            all = adding.add(all, constant.getKey(), constant.getValue());
        }
        return all;
    }

    /** Names in the sample → names in the file; null for all there are. */
    private static Map<String, String> named(Map<String, LeafNode.FieldSource> fields, String what) {
        if (fields == null) {
            return null;
        }
        Map<String, String> named = new LinkedHashMap<>();
        fields.forEach((name, source) -> {
            if (source instanceof LeafNode.FieldSource.Named array) {
                named.put(name, array.name());
            } else if (source instanceof LeafNode.FieldSource.Gathered) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is a list, but " + what + " has no columns to gather: name one array");
            }
        });
        return named.isEmpty() ? null : named;
    }

    private static Map<String, CsvField> columns(Map<String, LeafNode.FieldSource> fields) {
        if (fields == null) {
            return null;
        }
        Map<String, CsvField> columns = new LinkedHashMap<>();
        fields.forEach((name, source) -> {
            if (source instanceof LeafNode.FieldSource.Named column) {
                columns.put(name, CsvField.of(column.name()));
            } else if (source instanceof LeafNode.FieldSource.Gathered gathered) {
                columns.put(name, CsvField.gather(gathered.names()));
            }
        });
        return columns.isEmpty() ? null : columns;
    }

    /** What to call the only array of a format. */
    private static String only(Map<String, LeafNode.FieldSource> fields, String why) {
        Map<String, String> named = named(fields, "it");
        if (named == null) {
            return ItemsReader.VALUE;
        }
        if (named.size() > 1) {
            throw new IllegalArgumentException(why + ": give one name, not " + String.join(", ", named.keySet()));
        }
        return named.keySet().iterator().next();
    }

    private static Map<String, String> constants(Stream.Leaf leaf, Map<String, LeafNode.FieldSource> fields) {
        Map<String, String> constants = new LinkedHashMap<>();
        if (fields != null) {
            fields.forEach((name, source) -> {
                if (source instanceof LeafNode.FieldSource.Capture capture
                        && leaf.captures().containsKey(capture.name())) {
                    constants.put(name, leaf.captures().get(capture.name()));
                }
            });
        }
        return constants;
    }
}
