// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Formats;
import io.pescador.flink.format.Window;
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
        LeafNode node = leaf.leaf();
        Map<String, FieldSource> sources = new LinkedHashMap<>();
        FormatSpec spec = FormatSpec.EVERYTHING;
        if (fields != null) {
            for (Map.Entry<String, LeafNode.FieldSource> field : fields.entrySet()) {
                if (field.getValue() instanceof LeafNode.FieldSource.Named array) {
                    sources.put(field.getKey(), FieldSource.of(array.name()));
                } else if (field.getValue() instanceof LeafNode.FieldSource.Gathered gathered) {
                    sources.put(field.getKey(), FieldSource.gather(gathered.names()));
                } else if (field.getValue() instanceof LeafNode.FieldSource.Capture capture
                        && leaf.captures().containsKey(capture.name())) {
                    spec = spec.withConstant(field.getKey(), leaf.captures().get(capture.name()));
                }
            }
        }
        spec = spec.withFields(sources);
        spec = asWhole ? spec : spec.withTypes(node.cells().types());
        spec = node.window() == null
                ? spec
                : spec.withWindow(new Window(node.window().size(), node.window().stride()));
        FileFormat format = Formats.named(node.kind().word());
        for (FormatOption<?> option : format.options()) {
            spec = spec.withParsed(
                    option,
                    option.type() == FormatOption.Type.FLAG
                            ? Boolean.toString(node.cells().header())
                            : Character.toString(node.cells().separator()));
        }
        return format.rows(leaf.file(), spec);
    }
}
