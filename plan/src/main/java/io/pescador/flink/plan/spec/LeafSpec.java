// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.BadRecords;
import io.pescador.flink.format.FileFormat.Feature;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A leaf: a stream that reads.
 *
 * @param file the file that it reads, once patterns are expanded; null otherwise, and for leaves that read none
 */
@Internal
public record LeafSpec(int node, String name, Input input, MatchedFile file, Steps steps) implements Spec {

    /** The path of the file that it reads, or null. */
    public String path() {
        return file == null ? null : file.path();
    }

    /**
     * The rows of its file, as the plan asks for them.
     *
     * @throws IllegalArgumentException if it asks for what the format does not have; the message is about its fields
     */
    public Rows<Sample> rows() {
        return rows(BadRecords.REFUSED);
    }

    /**
     * The same without records that cannot be read, if that is asked for and the format can do it.
     *
     * @throws IllegalArgumentException if it asks for what the format does not have; the message is about its fields
     */
    public Rows<Sample> rows(BadRecords bad) {
        Input.Files files = (Input.Files) input;
        FormatSpec spec = files.spec();
        for (Map.Entry<String, String> captured : files.captured().entrySet()) {
            String value = file.captures().get(captured.getValue());
            spec = value == null ? spec : spec.withConstant(captured.getKey(), value);
        }
        return files.format()
                .rows(
                        file.path(),
                        files.format().features().contains(Feature.BAD_RECORDS) ? spec.withBadRecords(bad) : spec);
    }

    /** The rows of its file with all there is, under its own names and of the types that it seems to have. */
    public Rows<Sample> wholeRows() {
        Input.Files files = (Input.Files) input;
        return files.format().rows(file.path(), files.whole());
    }

    /** How many samples its file or its list has. */
    public long count() throws IOException {
        if (input instanceof Input.Items items) {
            return items.samples().size();
        }
        try (RowReader<Sample> reader = rows().open()) {
            return reader.count();
        }
    }

    @Override
    public List<LeafSpec> leaves() {
        return List.of(this);
    }

    @Override
    public List<LeafSpec> drawn() {
        return List.of(this);
    }

    @Override
    public long maxOpen() {
        return input instanceof Input.Items ? 0 : 1;
    }

    @Override
    public long held() {
        return steps.held();
    }
}
