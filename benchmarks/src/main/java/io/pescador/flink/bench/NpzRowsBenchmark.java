// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Rows of 64 float32 and a label out of a cached npz, one at a time: the cost of a row, and of opening the file. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NpzRowsBenchmark {

    private static final int COLUMNS = 64;

    /** 2000 rows are half a megabyte, as in a pool of many files; 400 000 are a hundred, beyond all pages. */
    @Param({"2000", "400000"})
    int rows;

    private Path directory;
    private String file;
    private RowReader<Sample> reader;
    private final SplittableRandom random = new SplittableRandom(1);
    private long next;

    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("bench");
        file = directory.resolve("rows.npz").toString();
        byte[] features = new byte[rows * COLUMNS * Float.BYTES];
        new SplittableRandom(2).nextBytes(features);
        try (NpzWriter npz = NpzWriter.stored(new BufferedOutputStream(Files.newOutputStream(Path.of(file))))) {
            npz.write("X", NdArray.wrap(DType.FLOAT32, new int[] {rows, COLUMNS}, features));
            npz.write("y", NdArray.of(new long[rows]));
        }
        reader = NpzRows.of(file).open();
    }

    @TearDown
    public void delete() throws IOException {
        reader.close();
        Files.delete(Path.of(file));
        Files.delete(directory);
    }

    @Benchmark
    public Sample random() throws IOException {
        return reader.read(random.nextInt(rows));
    }

    @Benchmark
    public Sample inOrder() throws IOException {
        next = next == rows ? 0 : next;
        return reader.read(next++);
    }

    @Benchmark
    public Sample openAndReadOne() throws IOException {
        try (RowReader<Sample> opened = NpzRows.of(file).open()) {
            return opened.read(random.nextInt(rows));
        }
    }
}
