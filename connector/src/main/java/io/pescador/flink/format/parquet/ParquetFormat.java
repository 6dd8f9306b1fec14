// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Set;

/** The format {@code parquet}: {@link ParquetRows}. */
@Internal
public record ParquetFormat() implements FileFormat {

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public String meaning() {
        return "Rows of a Parquet file.";
    }

    @Override
    public List<String> endings() {
        return List.of("parquet");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.NAMES, Feature.TYPES, Feature.NULLS, Feature.BAD_RECORDS, Feature.ARRAYS_APART);
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return order == RowOrder.IN_ORDER || order == RowOrder.ROTATING
                ? "the rest of a page of each column; of a column of lists all pages of the row group before"
                : "a page of each column for each row; of a column of lists all pages of the row group before";
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new ParquetRows(path, spec);
    }
}
