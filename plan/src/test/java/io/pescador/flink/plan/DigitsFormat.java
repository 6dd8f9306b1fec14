// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.ForwardRows;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.format.text.LineReader;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A new format: a number a line. This class and a line in a services file are all of it. */
public record DigitsFormat() implements FileFormat {

    private static final FormatOption<Long> BASE =
            FormatOption.wholeNumber("base", 2, 36, 10, "The base that numbers are written in.");

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public String meaning() {
        return "Lines with a number.";
    }

    @Override
    public List<String> endings() {
        return Compression.endings("digits");
    }

    @Override
    public Set<Feature> features() {
        return Set.of();
    }

    @Override
    public List<FormatOption<?>> options() {
        return List.of(BASE);
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new DigitsRows(path, spec);
    }

    private record DigitsRows(String path, FormatSpec spec) implements Rows<Sample> {

        @Override
        public RowReader<Sample> open() throws IOException {
            return ForwardRows.open(this::reader);
        }

        private ItemReader<Sample> reader() throws IOException {
            LineReader lines = LineReader.of(Compression.open(path), path);
            return new ItemReader<>() {

                @Override
                public Sample read() throws IOException {
                    return lines.next() ? sample(lines) : null;
                }

                @Override
                public void close() throws IOException {
                    lines.close();
                }
            };
        }

        private Sample sample(LineReader lines) throws IOException {
            String line = new String(lines.bytes(), lines.start(), lines.length(), StandardCharsets.US_ASCII);
            int base = Math.toIntExact(spec.option(BASE));
            List<NdArray> arrays = new ArrayList<>();
            try {
                arrays.add(NdArray.scalar(Long.parseLong(line, base)));
            } catch (NumberFormatException e) {
                throw FormatException.atLine(path, lines.line(), "is no number of base " + base);
            }
            arrays.addAll(spec.constants());
            return Sample.of(
                    spec.names(List.of(spec.single("a line is one array")), path), arrays.toArray(new NdArray[0]));
        }

        @Override
        public boolean addressable() {
            return false;
        }

        @Override
        public String name() {
            return path;
        }
    }
}
