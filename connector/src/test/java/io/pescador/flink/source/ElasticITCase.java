// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.ShuffledMux;
import io.pescador.flink.mux.StochasticMux;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Poll;
import io.pescador.flink.streamer.Reads;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.Trace;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The same plan gives the same records per shard at any parallelism, in both runtime modes. */
class ElasticITCase {

    private static final int SHARDS = 4;
    private static final int SAMPLES = 4_000;
    private static final long SEED = 7;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(2)
            .build());

    static Streamer<Integer> plan() {
        List<Streamer<Integer>> upper = streams(0, 40);
        List<Streamer<Integer>> lower = streams(1000, 60);
        return ShuffledMux.builder(List.of(
                        StochasticMux.builder(upper).setNActive(8).setRate(4).build(),
                        StochasticMux.builder(lower)
                                .setNActive(12)
                                .setRate(7)
                                .setWeights(IntStream.range(0, 60)
                                        .mapToDouble(i -> 1.0 / (i + 1))
                                        .toArray())
                                .build()))
                .setWeights(.75, .25)
                .build();
    }

    private static List<Streamer<Integer>> streams(int from, int count) {
        List<Streamer<Integer>> streams = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            int stream = i;
            streams.add(Streamer.<Integer>items((seed, skip) -> {
                int[] next = {(int) skip};
                return () -> stream * 10_000 + next[0]++;
            }));
        }
        return streams;
    }

    static Map<Integer, List<Sampled<Integer>>> expected(long samples) throws Exception {
        Map<Integer, List<Sampled<Integer>>> shards = new TreeMap<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            Sampling<Integer> sampling =
                    Sampling.open(plan().cut(Cut.shard(shard, SHARDS)), SEED, shard, null, Reads.DIRECT, () -> {});
            List<Sampled<Integer>> list = new ArrayList<>();
            Trace trace = new Trace();
            for (long number = shard; number < samples; number += SHARDS) {
                assertThat(sampling.poll()).isEqualTo(Poll.ITEM);
                sampling.locate(trace);
                list.add(new Sampled<>(
                        shard,
                        sampling.draws() - 1,
                        trace.epoch(),
                        trace.path(),
                        trace.activation(),
                        trace.offset(),
                        sampling.sample()));
            }
            shards.put(shard, list);
        }
        return shards;
    }

    @ParameterizedTest
    @CsvSource({"1, STREAMING", "2, STREAMING", "4, STREAMING", "1, BATCH", "4, BATCH"})
    void parallelismAndModeChangeNothing(int parallelism, RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        env.setRuntimeMode(mode);
        StreamerSource<Sampled<Integer>> source = StreamerSource.of(plan())
                .setTypeInformation(Types.INT)
                .setSeed(SEED)
                .setShards(SHARDS)
                .setMaxSamples(SAMPLES)
                .buildWithProvenance();
        List<Sampled<Integer>> all = new ArrayList<>();
        try (CloseableIterator<Sampled<Integer>> records = env.fromSource(
                        source, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .executeAndCollect()) {
            records.forEachRemaining(all::add);
        }
        Map<Integer, List<Sampled<Integer>>> shards =
                all.stream().collect(Collectors.groupingBy(Sampled::shard, TreeMap::new, Collectors.toList()));
        assertThat(shards).isEqualTo(expected(SAMPLES));
    }
}
