// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads many npz files of 1 MB once through, n_active 100, and tells how many were open at a time and how much memory it held: a program
 * for a small heap, see docs/source.md. Arguments: directory, number of files, {@code stored} or {@code deflated}, shards.
 */
public final class BoundedReading {

    private static final int ACTIVE = 100;
    private static final int ROWS = 4096;
    private static final int COLUMNS = 64;

    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final AtomicInteger MOST_OPEN = new AtomicInteger();
    private static final AtomicLong OPENED = new AtomicLong();
    private static final AtomicLong DRAWN = new AtomicLong();

    private BoundedReading() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int files = Integer.parseInt(args[1]);
        boolean deflated = args[2].equals("deflated");
        int shards = Integer.parseInt(args[3]);
        write(directory, files, deflated);
        List<Streamer<Sample>> streams = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            streams.add(
                    Streamer.rows(new CountedRows(NpzRows.of(path(directory, i).toString())), RowOrder.SHUFFLED));
        }
        StreamerSource<Sample> source = StreamerSource.of(
                        Mux.of(streams, StochasticPolicy.of(ACTIVE).mode(Mode.EXHAUSTIVE)))
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setSeed(1)
                .setShards(shards)
                .build();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "files")
                .filter(sample -> DRAWN.incrementAndGet() > 0)
                .sinkTo(new DiscardingSink<>());
        Watch watch = new Watch((long) files * ROWS);
        watch.start();
        long begin = System.nanoTime();
        env.execute();
        double seconds = (System.nanoTime() - begin) / 1e9;
        watch.interrupt();
        watch.join();
        System.out.printf(
                Locale.ROOT,
                "files=%d opened=%d rows=%d seconds=%.1f most_open=%d most_descriptors=%d heap_first_half_kb=%d heap_second_half_kb=%d%n",
                files,
                OPENED.get(),
                DRAWN.get(),
                seconds,
                MOST_OPEN.get(),
                watch.mostDescriptors,
                watch.most[0] >> 10,
                watch.most[1] >> 10);
    }

    /** The same file under many names: other contents would cost time and change nothing. */
    private static void write(Path directory, int files, boolean deflated) throws IOException {
        float[] values = new float[ROWS * COLUMNS];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(16); // so that deflating makes it smaller
        }
        Path first = path(directory, 0);
        try (NpzWriter npz = deflated
                ? NpzWriter.deflated(Files.newOutputStream(first))
                : NpzWriter.stored(Files.newOutputStream(first))) {
            npz.write("X", NdArray.of(values).reshape(ROWS, COLUMNS));
        }
        for (int i = 1; i < files; i++) {
            Files.copy(first, path(directory, i));
        }
    }

    private static Path path(Path directory, int file) {
        return directory.resolve(String.format(Locale.ROOT, "file-%04d.npz", file));
    }

    /** Looks at memory and descriptors while the job runs. */
    private static final class Watch extends Thread {

        private final long rows;

        /** Bytes that were in use after a collection, at most, before and after half of the rows were drawn. */
        private final long[] most = new long[2];

        private int mostDescriptors;

        Watch(long rows) {
            this.rows = rows;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (int round = 0; ; round++) {
                    Thread.sleep(5);
                    mostDescriptors = Math.max(mostDescriptors, descriptors());
                    // At the beginning not all slots are filled, nor all classes loaded.
                    if (round % 20 == 0 && DRAWN.get() > rows / 10) {
                        System.gc();
                        Runtime runtime = Runtime.getRuntime();
                        int half = DRAWN.get() < rows / 2 ? 0 : 1;
                        most[half] = Math.max(most[half], runtime.totalMemory() - runtime.freeMemory());
                    }
                }
            } catch (InterruptedException e) {
                // The job is over.
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Open descriptors of npz files; 0 where the system does not tell. */
        private static int descriptors() throws IOException {
            Path list = Path.of("/proc/self/fd");
            if (!Files.isDirectory(list)) {
                return 0;
            }
            int count = 0;
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(list)) {
                for (Path descriptor : descriptors) {
                    try {
                        count += Files.readSymbolicLink(descriptor).toString().endsWith(".npz") ? 1 : 0;
                    } catch (IOException e) {
                        // It was closed since it was listed.
                    }
                }
            }
            return count;
        }
    }

    /** Counts how many are open. */
    private record CountedRows(Rows<Sample> rows) implements Rows<Sample> {

        @Override
        public RowReader<Sample> open() throws IOException {
            OPENED.incrementAndGet();
            MOST_OPEN.accumulateAndGet(OPEN.incrementAndGet(), Math::max);
            RowReader<Sample> reader = rows.open();
            return new RowReader<>() {
                @Override
                public long count() throws IOException {
                    return reader.count();
                }

                @Override
                public Sample read(long row) throws IOException {
                    return reader.read(row);
                }

                @Override
                public void close() throws IOException {
                    reader.close();
                    OPEN.decrementAndGet();
                }
            };
        }

        @Override
        public boolean addressable() {
            return rows.addressable();
        }

        @Override
        public String name() {
            return rows.name();
        }
    }
}
