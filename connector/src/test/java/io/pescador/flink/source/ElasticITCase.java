// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Streamer;

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
        return Mux.of(
                Pool.of(List.of(
                                Mux.of(upper, StochasticPolicy.of(8).rate(4)),
                                Mux.of(
                                        Pool.of(lower)
                                                .weights(IntStream.range(0, 60)
                                                        .mapToDouble(i -> 1.0 / (i + 1))
                                                        .toArray()),
                                        StochasticPolicy.of(12).rate(7))))
                        .weights(.75, .25),
                ShuffledPolicy.of());
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
        assertThat(shards).isEqualTo(PlainLoop.shards(plan(), SEED, SHARDS, SAMPLES));
    }
}
