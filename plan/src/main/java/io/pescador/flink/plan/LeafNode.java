// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A leaf of a plan.
 *
 * @param source a path, a pattern of paths, or the name of a class; null for items
 * @param items null but for items
 * @param fields name in a sample → what it is; null: all there is
 * @param cells how csv and jsonl are read
 * @param rows null: the default of the format
 * @param window rows of an item and rows from one to the next; null: an item is a row
 */
public record LeafNode(
        Place place,
        String name,
        LeafKind kind,
        String source,
        Place sourcePlace,
        List<Sample> items,
        Map<String, FieldSource> fields,
        Place fieldsPlace,
        Cells cells,
        String rows,
        Window window,
        Place splitPlace,
        Boolean split,
        Steps steps)
        implements Node, Serializable {

    /**
     * How values written as text are read.
     *
     * @param types name in a sample → type; those not named are settled by the first record
     * @param header whether the first record of a csv names its columns
     * @param separator between the cells of a csv
     */
    record Cells(Map<String, DType> types, Place typesPlace, boolean header, char separator) implements Serializable {

        static final Cells PLAIN = new Cells(Map.of(), null, true, ',');
    }

    /** An item of several rows. */
    record Window(int size, int stride) implements Serializable {}

    /** What an array of a sample is made of. */
    sealed interface FieldSource extends Serializable {

        /** An array or column of that name. */
        record Named(String name) implements FieldSource {}

        /** Columns side by side. */
        record Gathered(List<String> names) implements FieldSource {}

        /** What a pattern captured from the path. */
        record Capture(String name) implements FieldSource {}
    }
}
