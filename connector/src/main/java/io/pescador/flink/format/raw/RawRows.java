// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.raw;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.Window;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The numbers of a file that holds nothing else, each a sample with one array without axes; with a window, so many of them as an array with
 * one axis. Rows are read in place. Numbers at the end that fill no window are left out; a file that ends within a number is refused.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class RawRows implements Rows<Sample> {

    private final String path;
    private final FormatSpec spec;
    private final String field;

    RawRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        this.field = spec.single("a raw file holds one array");
        if (spec.window() != null && (long) spec.window().size() * type().itemSize() > Limits.INFLATED_ITEM) {
            throw new IllegalArgumentException("a window of " + spec.window().size() + " " + type().numpyName()
                    + " takes more than " + Limits.INFLATED_ITEM + " bytes");
        }
    }

    /**
     * @param path of a file of little-endian numbers, in any file system that Flink knows
     * @param field what the array is called in the samples
     * @param type of the numbers
     */
    public static RawRows of(String path, String field, DType type) {
        return new RawRows(
                path,
                FormatSpec.EVERYTHING.withNames(Map.of(field, field)).withParsed(RawFormat.DTYPE, type.numpyName()));
    }

    /**
     * Gives items of several numbers.
     *
     * @param size numbers of an item, ≥ 1
     * @param stride numbers from the beginning of an item to the beginning of the next, ≥ 1
     */
    public RawRows window(int size, int stride) {
        return new RawRows(path, spec.withWindow(new Window(size, stride)));
    }

    /** @param bytes of a header before the first number */
    public RawRows offset(long bytes) {
        return new RawRows(path, spec.withOption(RawFormat.OFFSET, bytes));
    }

    /** Adds a text to each sample that is the same in all: a capture of the path, say. */
    public RawRows constant(String name, String value) {
        return new RawRows(path, spec.withConstant(name, value));
    }

    private DType type() {
        return DType.named(spec.option(RawFormat.DTYPE));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        InputFile file = InputFile.open(path);
        try {
            return open(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    RowReader<Sample> open(InputFile file) throws IOException {
        long bytes = file.length() - spec.option(RawFormat.OFFSET);
        int item = type().itemSize();
        if (bytes < 0) {
            throw FormatException.of(
                    path, "has " + file.length() + " bytes, and the offset is " + spec.option(RawFormat.OFFSET));
        }
        if (bytes % item != 0) {
            throw FormatException.of(
                    path,
                    "has " + bytes + " bytes, which are no whole number of " + type().numpyName() + " of " + item
                            + " bytes. Is it of another `dtype`, or cut short?");
        }
        return new Reader(file, bytes / item, spec.names(List.of(field), path));
    }

    @Override
    public boolean addressable() {
        return true;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public String toString() {
        return "raw " + path;
    }

    private final class Reader implements RowReader<Sample> {

        private final InputFile file;
        private final long numbers;
        private final FieldNames names;
        private final NdArray[] arrays;
        private final DType type = type();
        private final Window window = spec.window();
        private final long offset = spec.option(RawFormat.OFFSET);

        Reader(InputFile file, long numbers, FieldNames names) {
            this.file = file;
            this.numbers = numbers;
            this.names = names;
            arrays = new NdArray[names.size()];
            for (int i = 1; i < arrays.length; i++) {
                arrays[i] = spec.constants().get(i - 1);
            }
        }

        @Override
        public long count() {
            return window == null ? numbers : window.items(numbers);
        }

        @Override
        public Sample read(long row) throws IOException {
            if (row >= count()) {
                return null;
            }
            int size = window == null ? 1 : window.size();
            byte[] bytes = new byte[size * type.itemSize()];
            long first = window == null ? row : row * window.stride();
            file.readFully(offset + first * type.itemSize(), bytes, 0, bytes.length);
            NdArray[] sample = arrays.clone();
            sample[0] = NdArray.wrap(type, window == null ? new int[0] : new int[] {size}, bytes);
            return Sample.of(names, sample);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
