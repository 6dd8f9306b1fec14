// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Whole pipelines beside bare Flink, in the same run: integers of 1000 streams, 100 active, rate 8, into a discarding sink, against
 * {@code NumberSequenceSource}; and two shards on two slots against one on one. A program, not a test: see docs/benchmarks.md.
 */
public final class SourceThroughput {

    private static final long RECORDS = 100_000_000;

    private static final int ROUNDS = 9;
    private static final int WARM_UP = 2;

    private SourceThroughput() {}

    public static void main(String[] args) throws Exception {
        double[] ofBare = new double[ROUNDS];
        double[] ofOne = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            double bare = rate(new NumberSequenceSource(1, RECORDS), 1, RECORDS);
            double one = rate(source(1, RECORDS), 1, RECORDS);
            double two = rate(source(2, RECORDS), 2, RECORDS);
            ofBare[round] = one / bare;
            ofOne[round] = two / one;
            System.out.printf(
                    Locale.ROOT,
                    "round %d: NumberSequenceSource %.1f M/s; StreamerSource %.1f M/s (%.2f of it); 2 shards on 2 slots %.1f M/s (%.2f of one)%n",
                    round,
                    bare / 1e6,
                    one / 1e6,
                    ofBare[round],
                    two / 1e6,
                    ofOne[round]);
        }
        System.out.printf(
                Locale.ROOT,
                "medians of the last %d rounds: StreamerSource %.2f of NumberSequenceSource; 2 slots %.2f of one%n",
                ROUNDS - WARM_UP,
                median(ofBare),
                median(ofOne));
    }

    private static double median(double[] rounds) {
        double[] counted = Arrays.copyOfRange(rounds, WARM_UP, rounds.length);
        Arrays.sort(counted);
        return counted[counted.length / 2];
    }

    private static Source<?, ?, ?> source(int shards, long records) {
        List<Streamer<Long>> streams = new ArrayList<>();
        for (long i = 0; i < 1000; i++) {
            streams.add(Streamer.of(Collections.nCopies(200, i)));
        }
        return StreamerSource.of(Mux.of(streams, StochasticPolicy.of(100).rate(8)))
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setShards(shards)
                .setMaxSamples(records)
                .build();
    }

    private static <T> double rate(Source<T, ?, ?> source, int parallelism, long records) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(parallelism);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "source").sinkTo(new DiscardingSink<>());
        long nanos = env.execute().getNetRuntime(java.util.concurrent.TimeUnit.NANOSECONDS);
        return records / (nanos / 1e9);
    }
}
