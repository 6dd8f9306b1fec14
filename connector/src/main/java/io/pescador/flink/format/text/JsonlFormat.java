// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The format {@code jsonl}: {@link JsonlRows}. */
@Internal
public record JsonlFormat() implements FileFormat {

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String meaning() {
        return "Lines of JSON objects.";
    }

    @Override
    public List<String> endings() {
        return Compression.endings("jsonl", "ndjson");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.NAMES, Feature.TYPES, Feature.NULLS, Feature.BAD_RECORDS);
    }

    /** The keys of its first lines, whatever they hold. */
    @Override
    public List<String> names(String path, FormatSpec spec) throws IOException {
        return JsonlReader.keys(path);
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return TextOpening.readsBesides(path, order);
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new JsonlRows(path, spec);
    }
}
