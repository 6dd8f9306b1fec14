// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is written comes back from the reader, whose file format was learnt from Arrow's files. */
class ParquetWriterTest {

    @TempDir
    Path folder;

    @Property(tries = 60)
    void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int count) throws IOException {
        Random random = new Random(seed);
        List<Sample> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(random));
        }
        Path file = Files.createTempFile("rows", ".parquet");
        try {
            write(file, rows);
            assertThat(read(file)).containsExactlyElementsOf(rows);
        } finally {
            Files.delete(file);
        }
    }

    /** Lengths differ from row to row; the innermost ones may be 0, of which the reader sees nothing further out. */
    private static Sample row(Random random) {
        Map<String, NdArray> row = new LinkedHashMap<>();
        int[] shape = {1 + random.nextInt(3), random.nextInt(4)};
        for (DType type : DType.values()) {
            if (type.isText() || type == DType.FLOAT16) {
                continue;
            }
            String name = type.numpyName();
            row.put(name, array(type, random));
            row.put(name + ".list", array(type, random, random.nextInt(5)));
            row.put(name + "/matrix", array(type, random, shape));
        }
        row.put("text", NdArray.scalar("ä" + random.nextInt(20)));
        row.put("texts", NdArray.of("a", "bb", Integer.toString(random.nextInt())));
        return Sample.of(row);
    }

    private static NdArray array(DType type, Random random, int... shape) {
        int size = type.itemSize();
        for (int length : shape) {
            size *= length;
        }
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        if (type == DType.UINT64) {
            for (int end = 7; end < size; end += 8) {
                bytes[end] &= 0x7f; // the reader refuses what is beyond int64
            }
        } else if (type == DType.BOOL) {
            for (int i = 0; i < size; i++) {
                bytes[i] &= 1;
            }
        } else if (type.isFloating()) {
            // No NaNs, of which there are many that equal none.
            for (int end = type.itemSize() - 1; end < size; end += type.itemSize()) {
                bytes[end] &= ~2;
            }
        }
        return NdArray.wrap(type, shape, bytes);
    }

    @Test
    void manyRowsAreSeveralGroups() throws IOException {
        List<Sample> rows = new ArrayList<>();
        byte[] noise = new byte[1 << 20];
        for (int i = 0; i < 200; i++) {
            new Random(i).nextBytes(noise);
            rows.add(Sample.of(
                    "X", NdArray.wrap(DType.INT32, new int[] {1 << 18}, noise.clone()), "i", NdArray.scalar(i)));
        }
        Path file = folder.resolve("large.parquet");
        write(file, rows);
        try (InputFile in = InputFile.open(file.toString())) {
            assertThat(ParquetFile.read(in).groups()).hasSizeGreaterThan(1);
        }
        assertThat(read(file)).containsExactlyElementsOf(rows);
    }

    @Test
    void float16BecomesFloat32() throws IOException {
        byte[] half = ByteBuffer.allocate(2).put((byte) 0x00).put((byte) 0x3e).array();
        Path file = folder.resolve("half.parquet");
        write(file, List.of(Sample.of("X", NdArray.wrap(DType.FLOAT16, new int[] {1}, half))));
        assertThat(read(file)).containsExactly(Sample.of("X", NdArray.of(1.5f)));
    }

    @Test
    void whatNoColumnCanHoldIsRefusedByName() {
        NdArray bytes = NdArray.wrap(DType.BYTES, 3, new int[] {2}, new byte[6]);
        assertThatThrownBy(() -> new ParquetWriter(OutputStream.nullOutputStream()).write(Sample.of("raw", bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("field \"raw\" is bytes, which no Parquet column gives back");
    }

    @Test
    void allRowsHaveTheSameColumns() throws IOException {
        ParquetWriter writer = new ParquetWriter(OutputStream.nullOutputStream());
        writer.write(Sample.of("X", NdArray.of(1, 2)));
        writer.write(Sample.of("X", NdArray.of(1, 2, 3)));
        for (Sample other : List.of(
                Sample.of("X", NdArray.of(1L, 2L)), Sample.of("X", NdArray.scalar(1)), Sample.of("Y", NdArray.of(1)))) {
            assertThatThrownBy(() -> writer.write(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith(
                            "follows samples with [X: list of int32]: all rows of a Parquet file have the same columns");
        }
    }

    @Test
    void aFileWithoutARowIsRefused() {
        assertThatThrownBy(new ParquetWriter(new ByteArrayOutputStream())::finish)
                .hasMessage("a Parquet file needs a row, which tells its columns");
    }

    private static void write(Path file, List<Sample> rows) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ParquetWriter writer = new ParquetWriter(out);
            for (Sample row : rows) {
                writer.write(row);
            }
            writer.finish();
        }
    }

    private static List<Sample> read(Path file) throws IOException {
        List<Sample> rows = new ArrayList<>();
        try (RowReader<Sample> reader = ParquetRows.of(file.toString()).open()) {
            for (Sample row = reader.read(0); row != null; row = reader.read(rows.size())) {
                rows.add(row);
            }
        }
        return rows;
    }
}
