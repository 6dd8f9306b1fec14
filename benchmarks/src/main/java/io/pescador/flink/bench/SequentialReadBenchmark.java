// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.format.npy.NpyRows;
import io.pescador.flink.format.npy.NpyWriter;
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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A cached npy file of 64 MiB read front to back, row by row, against {@link FileChannel} on the same file. Files a second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SequentialReadBenchmark {

    private static final int SIZE = 64 << 20;

    /** Bytes of a row. */
    @Param({"256", "4096", "65536"})
    int row;

    private Path file;

    @Setup
    public void write() throws IOException {
        file = Files.createTempFile("bench", ".npy");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            NpyWriter.write(NdArray.wrap(DType.FLOAT32, new int[] {SIZE / row, row / 4}, new byte[SIZE]), out);
        }
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public long rows() throws IOException {
        long bytes = 0;
        try (RowReader<Sample> reader = NpyRows.of(file.toString(), "x").open()) {
            for (long i = 0; i < reader.count(); i++) {
                bytes += reader.read(i).get(0).byteSize();
            }
        }
        return bytes;
    }

    /** What it is measured against: every row in a new array too, filled from a buffer of 64 KiB. */
    @Benchmark
    public long fileChannel() throws IOException {
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
            while (channel.read(buffer) > 0) {
                buffer.flip();
                while (buffer.remaining() >= row) {
                    byte[] target = new byte[row];
                    buffer.get(target);
                    bytes += target.length;
                }
                buffer.compact();
            }
        }
        return bytes;
    }

    /** The ceiling: the bytes are fetched and not touched. */
    @Benchmark
    public long fileChannelUntouched() throws IOException {
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
            for (int read = channel.read(buffer); read > 0; read = channel.read(buffer.clear())) {
                bytes += read;
            }
        }
        return bytes;
    }
}
