// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.raw;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The format {@code raw}: {@link RawRows}. */
@Internal
public record RawFormat() implements FileFormat {

    private static final List<String> TYPES = Arrays.stream(DType.values())
            .filter(type -> !type.isText())
            .map(DType::numpyName)
            .toList();

    static final FormatOption<String> DTYPE = FormatOption.oneOf(
            "dtype",
            startingWith("uint16"),
            "What the numbers are. They are little-endian, as `numpy.ndarray.tofile` writes them.");

    static final FormatOption<Long> OFFSET = FormatOption.wholeNumber(
            "offset", 0, Long.MAX_VALUE, 0, "How many bytes of a header stand before the first number.");

    private static List<String> startingWith(String usual) {
        return Stream.concat(Stream.of(usual), TYPES.stream().filter(type -> !type.equals(usual)))
                .toList();
    }

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public String meaning() {
        return "Numbers one behind the other, without a header: tokens. With `window`, a sample has that many.";
    }

    /** None: what a {@code .bin} holds, its name does not say. */
    @Override
    public List<String> endings() {
        return List.of();
    }

    @Override
    public Set<Feature> features() {
        return Set.of(Feature.WINDOW);
    }

    @Override
    public List<FormatOption<?>> options() {
        return List.of(DTYPE, OFFSET);
    }

    @Override
    public RowOrder defaultOrder() {
        return RowOrder.SHUFFLED;
    }

    @Override
    public String readsBesides(String path, RowOrder order) {
        return "nothing";
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new RawRows(path, spec);
    }
}
