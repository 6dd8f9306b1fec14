// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The format {@code csv}: {@link CsvRows}. */
@Internal
public record CsvFormat() implements FileFormat {

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String meaning() {
        return "Records of a CSV file.";
    }

    @Override
    public List<String> endings() {
        return Compression.endings("csv", "tsv");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.NAMES, Feature.TYPES, Feature.NULLS, Feature.BAD_RECORDS);
    }

    @Override
    public List<FormatOption<?>> options() {
        return List.of(CsvRows.HEADER, CsvRows.SEPARATOR, CsvRows.NA, CsvRows.COMMENT, CsvRows.SKIP, CsvRows.ENCODING);
    }

    /** Those of its header, whatever is below. */
    @Override
    public List<String> names(String path, FormatSpec spec) throws IOException {
        try (CsvRecords records = new CsvRows(path, spec).records(Compression.open(path))) {
            return records.header();
        }
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return TextOpening.readsBesides(path, order);
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new CsvRows(path, spec);
    }
}
