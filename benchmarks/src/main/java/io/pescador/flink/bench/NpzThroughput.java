// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Rows a second of 300 npz files (X float32 (2000, 64), y int64 (2000)), 32 active, rate 16, in batches of 64, through the Flink source into a
 * discarding sink. The files are written to a folder of their own first, so that they are in the page cache. A program, not a test: see
 * docs/benchmarks.md.
 */
public final class NpzThroughput {

    private static final int FILES = 300;
    private static final int ROWS = 2000;
    private static final int COLUMNS = 64;
    private static final int BATCH = 64;

    private NpzThroughput() {}

    /** @param args numbers of read threads; none for 0, 2 and 32 */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("npz-throughput");
        try {
            List<Streamer<Sample>> streams = new ArrayList<>();
            for (int i = 0; i < FILES; i++) {
                Path file = folder.resolve(String.format(Locale.ROOT, "%03d.npz", i));
                write(file, i);
                streams.add(Streamer.rows(NpzRows.of(file.toString()), RowOrder.SHUFFLED));
            }
            int[] all = args.length == 0
                    ? new int[] {0, 2, 32}
                    : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
            for (int threads : all) {
                for (int round = 0; round < 3; round++) {
                    run(streams, threads, 100_000);
                }
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void run(List<Streamer<Sample>> streams, int threads, long batches) throws Exception {
        Streamer<Sample> plan =
                Mux.of(streams, StochasticPolicy.of(32).rate(16)).buffer(BATCH, Sample::stack, SampleItems.CODEC);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        env.fromSource(
                        StreamerSource.of(plan)
                                .setTypeInformation(SampleTypeInfo.INSTANCE)
                                .setSeed(1)
                                .setReadThreads(threads)
                                .setMaxSamples(batches)
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "npz")
                .sinkTo(new DiscardingSink<>());
        long nanos = env.execute().getNetRuntime(TimeUnit.NANOSECONDS);
        System.out.printf(
                Locale.ROOT, "%d read threads: %.2f M rows/s%n", threads, batches * BATCH / (nanos / 1e9) / 1e6);
    }

    private static void write(Path file, int seed) throws IOException {
        Random random = new Random(seed);
        byte[] x = new byte[ROWS * COLUMNS * Float.BYTES];
        random.nextBytes(x);
        byte[] y = new byte[ROWS * Long.BYTES];
        try (OutputStream out = Files.newOutputStream(file);
                NpzWriter npz = NpzWriter.stored(out)) {
            npz.write("X", NdArray.wrap(DType.FLOAT32, new int[] {ROWS, COLUMNS}, x));
            npz.write("y", NdArray.wrap(DType.INT64, new int[] {ROWS}, y));
        }
    }
}
