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

/** The format {@code npz}: {@link NpzRows}. */
@Internal
public record NpzFormat() implements FileFormat {

    @Override
    public String name() {
        return "npz";
    }

    @Override
    public String meaning() {
        return "numpy's `.npz`: row i of each array.";
    }

    @Override
    public List<String> endings() {
        return List.of("npz");
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.NAMES, Feature.WINDOW, Feature.ARRAYS_APART);
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return order == RowOrder.IN_ORDER || order == RowOrder.ROTATING
                ? "nothing of stored arrays; deflated ones are inflated once and kept, or up to the row"
                : "nothing of stored arrays; deflated ones are inflated once and kept, or some 100 KiB for each row";
    }

    @Override
    public RowOrder defaultOrder() {
        return RowOrder.SHUFFLED;
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new NpzRows(path, spec);
    }
}
