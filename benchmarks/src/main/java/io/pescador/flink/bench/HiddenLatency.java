// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of the waiting a source hides: streams that take 5 ms to open and 0.2 ms an item, 32 active, rate 64, against 32 threads that do
 * nothing but open and read such streams, one after the other, in the same run. A program, not a test: see docs/source.md.
 */
public final class HiddenLatency {

    private static final int ACTIVE = 32;
    private static final int RATE = 64;
    private static final long OPENING_NANOS = 5_000_000;
    private static final long ITEM_NANOS = 200_000;
    private static final int STREAMS = 500;

    private HiddenLatency() {}

    /**
     * Samples a second.
     *
     * @param source through the source, into a discarding sink
     * @param ideal read by 32 threads, which wait for nothing but the streams
     */
    record Figures(double source, double ideal) {

        double share() {
            return source / ideal;
        }
    }

    public static void main(String[] args) throws Exception {
        for (int round = 0; round < 5; round++) {
            Figures figures = measure(500_000);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: StreamerSource %.1f k samples/s, 32 threads %.1f k: %.2f of the ideal%n",
                    round,
                    figures.source() / 1e3,
                    figures.ideal() / 1e3,
                    figures.share());
        }
    }

    static Figures measure(long samples) throws Exception {
        // The ideal before and after, since others may use the machine meanwhile.
        double before = ideal(samples / 2);
        double source = source(samples);
        return new Figures(source, (before + ideal(samples / 2)) / 2);
    }

    private static double source(long samples) throws Exception {
        List<Streamer<Long>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(Streamer.items(new Slow()));
        }
        StreamerSource<Long> source = StreamerSource.of(
                        Mux.of(streams, StochasticPolicy.of(ACTIVE).rate(RATE)))
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setMaxSamples(samples)
                .build();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "slow streams").sinkTo(new DiscardingSink<>());
        return samples / (env.execute().getNetRuntime(TimeUnit.NANOSECONDS) / 1e9);
    }

    private static double ideal(long samples) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ACTIVE);
        try {
            long activations = samples / RATE / ACTIVE;
            long begin = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < ACTIVE; thread++) {
                running.add(threads.submit(() -> {
                    for (long i = 0; i < activations; i++) {
                        ItemReader<Long> reader = new Slow().open(0, 0);
                        for (int item = 0; item < RATE; item++) {
                            reader.read();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
            return activations * RATE * ACTIVE / ((System.nanoTime() - begin) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits as a remote store would. */
    private static final class Slow implements Items<Long> {

        private static final long serialVersionUID = 1;

        @Override
        public ItemReader<Long> open(long seed, long skip) {
            await(OPENING_NANOS);
            long[] next = {skip};
            return () -> {
                await(ITEM_NANOS);
                return next[0]++;
            };
        }

        private static void await(long nanos) {
            long until = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
