// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Formats;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.format.parquet.ParquetWriter;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import com.github.luben.zstd.ZstdOutputStream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * What an activation costs in each format: two files of about 20 MB of content, 16 rows an activation, in the format's default order and in
 * order, one after the other in the same process. The default order begins after one pass through each file.
 *
 * <p>Draws in a plain loop, without Flink and without threads that read ahead.
 */
public final class ActivationCost {

    private static final int CONTENT = 20 << 20;
    private static final int RATE = 16;
    private static final int COLUMNS = 32;
    private static final long SECONDS = 4;

    private ActivationCost() {}

    /** @param args endings of the files to try; none for all */
    public static void main(String[] args) throws Exception {
        List<String> endings = args.length > 0
                ? List.of(args)
                : List.of(
                        "txt",
                        "csv",
                        "jsonl",
                        "txt.gz",
                        "csv.gz",
                        "jsonl.gz",
                        "txt.zst",
                        "csv.zst",
                        "jsonl.zst",
                        "npz",
                        "parquet");
        for (String ending : endings) {
            Path folder = Files.createTempDirectory("activation-cost");
            try {
                List<Path> files = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    Path file = folder.resolve(i + "." + ending);
                    write(file, ending, i);
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
                    files.add(file);
                }
                measure(files, ending);
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path file : (Iterable<Path>) files::iterator) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private static void measure(List<Path> files, String ending) throws IOException {
        FileFormat format = Formats.ofPath(files.get(0).toString()).orElseThrow();
        double inOrder = speed(files, format, RowOrder.IN_ORDER, 0);
        long before = System.nanoTime();
        double first = speed(files, format, format.defaultOrder(), 1);
        double pass = (System.nanoTime() - before) / 1e9;
        double usual = speed(files, format, format.defaultOrder(), 0);
        System.out.printf(
                Locale.ROOT,
                "%-10s in order %,10.0f rows/s; %s %,10.0f rows/s, %.2f of it (first activations %.1f s, %,.0f); kept %.1f MiB%n",
                ending,
                inOrder,
                format.defaultOrder(),
                usual,
                usual / inOrder,
                pass,
                first,
                FileCache.ofProcess().bytes() / 1048576.0);
    }

    /** @param activations how many of each file, about; 0 to go on until the time is over */
    private static double speed(List<Path> files, FileFormat format, RowOrder order, int activations) {
        List<Streamer<Sample>> streams = new ArrayList<>();
        for (Path file : files) {
            streams.add(Streamer.rows(format.rows(file.toString(), FormatSpec.EVERYTHING), order));
        }
        Streamer<Sample> mux = Mux.of(streams, StochasticPolicy.of(2).rate(RATE));
        long most = activations == 0 ? Long.MAX_VALUE : (long) activations * RATE * files.size();
        long rows = 0;
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(SECONDS);
        for (Sample sample : mux.iterate(7, most)) {
            rows += sample.size() > 0 ? 1 : 0;
            if (rows % RATE == 0 && System.nanoTime() > end) {
                break;
            }
        }
        return rows / ((System.nanoTime() - began) / 1e9);
    }

    private static void write(Path file, String ending, int seed) throws IOException {
        Random random = new Random(seed);
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            if (ending.equals("npz")) {
                writeNpz(raw, random);
            } else if (ending.equals("parquet")) {
                writeParquet(raw, random);
            } else {
                try (OutputStream out = ending.endsWith(".gz")
                        ? new GZIPOutputStream(raw, 1 << 16)
                        : ending.endsWith(".zst") ? new ZstdOutputStream(raw) : raw) {
                    writeText(out, ending.split("\\.")[0], random);
                }
            }
        }
    }

    private static void writeText(OutputStream out, String kind, Random random) throws IOException {
        long written = 0;
        if (kind.equals("csv")) {
            StringBuilder header = new StringBuilder("id");
            for (int i = 1; i < COLUMNS; i++) {
                header.append(",c").append(i);
            }
            out.write(header.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        }
        for (int row = 0; written < CONTENT; row++) {
            StringBuilder line = new StringBuilder();
            if (kind.equals("csv")) {
                line.append(row);
                for (int i = 1; i < COLUMNS; i++) {
                    line.append(',').append(random.nextInt(100_000) / 1000.0);
                }
            } else if (kind.equals("jsonl")) {
                line.append("{\"id\": ").append(row).append(", \"x\": [").append(random.nextDouble());
                for (int i = 1; i < 8; i++) {
                    line.append(", ").append(random.nextDouble());
                }
                line.append("], \"text\": \"").append(words(random, 20)).append("\"}");
            } else {
                line.append(words(random, 30));
            }
            byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
            out.write(bytes);
            written += bytes.length;
        }
    }

    private static String words(Random random, int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(Integer.toString(random.nextInt(40_000) + 40_000, 36));
        }
        return words.toString();
    }

    /** Pictures of 32 × 32 pixels in three colours, as CIFAR-10 has them; 34 000 of them are 104 MB. */
    private static void writeNpz(OutputStream out, Random random) throws IOException {
        int rows = 34_000;
        int bytes = 3 * 32 * 32;
        byte[] x = new byte[rows * bytes];
        for (int i = 0; i < x.length; i++) {
            // Smooth with noise: deflate makes about a third of it less.
            x[i] = (byte) (128 + 60 * Math.sin(i / 500.0) + random.nextInt(32));
        }
        byte[] y = new byte[rows * Long.BYTES];
        try (NpzWriter npz = NpzWriter.deflated(out)) {
            npz.write("X", NdArray.wrap(DType.UINT8, new int[] {rows, 32, 32, 3}, x));
            npz.write("y", NdArray.wrap(DType.INT64, new int[] {rows}, y));
        }
    }

    private static void writeParquet(OutputStream out, Random random) throws IOException {
        FieldNames names = FieldNames.of(List.of("id", "x", "text"));
        ParquetWriter writer = new ParquetWriter(out);
        for (int row = 0; row < 400_000; row++) {
            Sample sample = Sample.of(
                    names,
                    NdArray.scalar((long) row),
                    NdArray.scalar(random.nextDouble()),
                    NdArray.scalar(words(random, 4)));
            writer.write(sample);
        }
        writer.finish();
    }
}
