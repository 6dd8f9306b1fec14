// SPDX-License-Identifier: Apache-2.0
package org.example;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.ForwardRows;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.format.text.LineReader;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A new format: lines of hexadecimal digits, each an array of numbers. This class and a line in a services file are all of it. */
public record HexFormat() implements FileFormat {

    public enum Letters {
        LOWER,
        UPPER
    }

    public static final FormatOption<Long> WIDTH = FormatOption.wholeNumber("width", 1, 15, 2, "Digits of a number.");
    public static final FormatOption<Letters> LETTERS =
            FormatOption.choice("letters", Letters.LOWER, "Which letters may be.");

    @Override
    public String name() {
        return "hex";
    }

    @Override
    public String meaning() {
        return "Lines of hexadecimal digits.";
    }

    @Override
    public List<String> endings() {
        return Compression.endings("hex");
    }

    @Override
    public Set<Feature> features() {
        return Set.of();
    }

    @Override
    public List<FormatOption<?>> options() {
        return List.of(WIDTH, LETTERS);
    }

    @Override
    public Rows<Sample> rows(String path, FormatSpec spec) {
        return new HexRows(path, spec);
    }

    private record HexRows(String path, FormatSpec spec) implements Rows<Sample> {

        @Override
        public RowReader<Sample> open() throws IOException {
            return ForwardRows.open(this::reader);
        }

        private ItemReader<Sample> reader() throws IOException {
            FieldNames names = spec.names(List.of(spec.single("a line is one array")), path);
            LineReader lines = LineReader.of(Compression.open(path), path);
            return new ItemReader<>() {

                @Override
                public Sample read() throws IOException {
                    if (!lines.next()) {
                        return null;
                    }
                    String line = new String(lines.bytes(), lines.start(), lines.length(), StandardCharsets.US_ASCII);
                    List<NdArray> constants = spec.constants();
                    return Sample.of(
                            names,
                            Stream.concat(Stream.of(numbers(line, lines.line())), constants.stream())
                                    .toArray(NdArray[]::new));
                }

                @Override
                public void close() throws IOException {
                    lines.close();
                }
            };
        }

        private NdArray numbers(String line, long number) throws FormatException {
            int width = Math.toIntExact(spec.option(WIDTH));
            String digits = spec.option(LETTERS) == Letters.LOWER ? "[0-9a-f]*" : "[0-9A-F]*";
            if (!line.matches(digits) || line.length() % width != 0) {
                throw FormatException.atLine(path, number, "is no row of numbers of " + width + " digits");
            }
            long[] numbers = new long[line.length() / width];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(line.substring(i * width, (i + 1) * width), 16);
            }
            return NdArray.of(numbers);
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
