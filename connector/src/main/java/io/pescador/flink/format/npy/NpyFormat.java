// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Set;

/** The format {@code npy}: {@link NpyRows}. */
@Internal
public record NpyFormat() implements FileFormat {

    @Override
    public String name() {
        return "npy";
    }

    @Override
    public String meaning() {
        return "numpy's `.npy`: row i of the array.";
    }

    @Override
    public List<String> endings() {
        return List.of("npy");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.WINDOW);
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return "nothing";
    }

    @Override
    public RowOrder defaultOrder() {
        return RowOrder.SHUFFLED;
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new NpyRows(path, spec);
    }
}
