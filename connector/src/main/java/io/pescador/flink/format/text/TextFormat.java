// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Set;

/** The format {@code text}: {@link TextRows}. */
@Internal
public record TextFormat() implements FileFormat {

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String meaning() {
        return "Lines of text.";
    }

    @Override
    public List<String> endings() {
        return Compression.endings("txt");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.BAD_RECORDS);
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return TextOpening.readsBesides(path, order);
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new TextRows(path, spec);
    }
}
