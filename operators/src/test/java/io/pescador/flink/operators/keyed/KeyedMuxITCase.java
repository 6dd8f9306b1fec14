// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.FailsOnce;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.OutputTag;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** The keyed mux in jobs: failover, BATCH, windows downstream, object reuse, hierarchies. */
class KeyedMuxITCase {

    private static final int STREAM_LENGTH = 600;
    private static final int STREAMS = 8;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(2)
            .build());

    /** Number n is record n mod 600 of stream n / 600; so each stream comes from one of the source's two splits. */
    private static Rec record(long n) {
        int stream = (int) (n / STREAM_LENGTH);
        return new Rec("key" + stream % 2, "s" + stream, (int) (n % STREAM_LENGTH), false);
    }

    private static SingleOutputStreamOperator<Long> numbers(StreamExecutionEnvironment env) {
        return env.fromSource(
                new NumberSequenceSource(0, (long) STREAMS * STREAM_LENGTH - 1),
                WatermarkStrategy.<Long>forMonotonousTimestamps().withTimestampAssigner((n, t) -> n % STREAM_LENGTH),
                "numbers");
    }

    private static SingleOutputStreamOperator<Rec> records(StreamExecutionEnvironment env) {
        return numbers(env).map(KeyedMuxITCase::record).returns(Rec.class);
    }

    private static KeyedMuxBuilder<String, Rec> exact(DataStream<Rec> records) {
        return KeyedMux.on(records.keyBy(Rec::key, Types.STRING))
                .streamBy(Rec::stream)
                .policy(StochasticPolicy.of(3).rate(7).mode(StochasticPolicy.Mode.SINGLE_ACTIVE))
                .weights(id -> 1 + id.charAt(1) - '0')
                .streams("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7")
                .spill()
                .seed(12);
    }

    /** What each key gives, by draw. */
    private static Map<String, List<Rec>> expected() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        try (MuxHarness harness = MuxHarness.start(exact(env.fromData(Rec.of("s0", 0))))) {
            for (long n = 0; n < STREAMS * STREAM_LENGTH; n++) {
                harness.send(record(n));
            }
            harness.end();
            return harness.values(drawn -> drawn).stream()
                    .collect(Collectors.groupingBy(Drawn::key, Collectors.mapping(Drawn::value, Collectors.toList())));
        }
    }

    private static void check(Iterable<Drawn<String, Rec>> output) throws Exception {
        Map<String, TreeMap<Long, Rec>> given = new TreeMap<>();
        for (Drawn<String, Rec> drawn : output) {
            Rec before =
                    given.computeIfAbsent(drawn.key(), k -> new TreeMap<>()).put(drawn.draw(), drawn.value());
            assertThat(before).as("given twice").isNull();
        }
        Map<String, List<Rec>> byDraw = new TreeMap<>();
        given.forEach((key, draws) -> byDraw.put(key, new ArrayList<>(draws.values())));
        assertThat(byDraw).isEqualTo(expected());
    }

    private static <T> List<T> collect(DataStream<T> stream) throws Exception {
        List<T> all = new ArrayList<>();
        try (CloseableIterator<T> results = stream.executeAndCollect()) {
            results.forEachRemaining(all::add);
        }
        return all;
    }

    // ---- failover

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void aFailureChangesNothing(String backend) throws Exception {
        FailsOnce.FAILED.set(false);
        StreamExecutionEnvironment env = FailsOnce.environment(backend, RuntimeExecutionMode.STREAMING);
        env.enableCheckpointing(50);
        DataStream<Rec> records =
                numbers(env).map(new FailsOnce()).map(KeyedMuxITCase::record).returns(Rec.class);
        // The collecting sink is exactly-once: what it got since the last checkpoint is taken back at a failure.
        List<Drawn<String, Rec>> output =
                collect(exact(records).applyDrawn("mix").uid("mix"));
        assertThat(FailsOnce.FAILED).isTrue();
        check(output);
    }

    /** Held records do not leave as if no watermark had passed, if the next one takes long to arrive. */
    @Test
    void windowsBehindFireOnceInSpiteOfAFailure() throws Exception {
        FailsOnce.FAILED.set(false);
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", RuntimeExecutionMode.STREAMING);
        env.enableCheckpointing(100);
        env.getConfig().setAutoWatermarkInterval(20);
        int records = 4000;
        DataStream<Rec> paced = env.fromSource(
                        new NumberSequenceSource(0, records - 1),
                        WatermarkStrategy.<Long>forMonotonousTimestamps().withTimestampAssigner((n, t) -> 10 * n),
                        "numbers")
                .setParallelism(1)
                .map(new FailsOnce())
                .setParallelism(1)
                .map(n -> new Rec("k", n % 10 < 8 ? "a" : n % 10 == 8 ? "b" : "c", (int) (long) n, false))
                .returns(Rec.class)
                .setParallelism(1);
        DataStream<Rec> mixed = KeyedMux.on(paced.keyBy(Rec::key, Types.STRING))
                .streamBy(Rec::stream)
                .policy(ShuffledPolicy.of())
                .spill()
                .seed(1)
                .apply("mix")
                .uid("mix");
        List<Long> windows = collect(mixed.keyBy(Rec::key, Types.STRING)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(500)))
                .apply((WindowFunction<Rec, Long, String, TimeWindow>)
                        (key, window, content, out) -> out.collect(window.getStart()))
                .returns(Types.LONG));
        assertThat(FailsOnce.FAILED).isTrue();
        assertThat(windows).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    }

    // ---- both runtime modes

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void theRuntimeModeChangesNothing(RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", mode);
        check(collect(exact(records(env)).applyDrawn("mix").uid("mix")));
    }

    @Test
    void objectReuseChangesNothing() throws Exception {
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", RuntimeExecutionMode.STREAMING);
        env.getConfig().enableObjectReuse();
        check(collect(exact(records(env)).applyDrawn("mix").uid("mix")));
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAMING", "BATCH"})
    void noRecordIsLateForAWindowDownstream(RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", mode);
        OutputTag<Rec> late = new OutputTag<>("late", TypeInformation.of(new TypeHint<Rec>() {}));
        SingleOutputStreamOperator<Rec> mixed = KeyedMux.on(records(env).keyBy(Rec::key, Types.STRING))
                .streamBy(Rec::stream)
                .policy(ShuffledPolicy.of())
                .spill()
                .seed(1)
                .apply("mix");
        SingleOutputStreamOperator<Integer> windows = mixed.keyBy(Rec::key, Types.STRING)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(50)))
                .sideOutputLateData(late)
                .aggregate(new Counting());
        DataStream<Integer> all = windows.union(windows.getSideOutput(late).map(r -> -1_000_000));
        List<Integer> counts = collect(all);
        assertThat(counts).allMatch(n -> n > 0).hasSizeGreaterThan(2);
        assertThat(counts.stream().mapToInt(n -> n).sum()).isEqualTo(STREAMS * STREAM_LENGTH);
    }

    private static final class Counting
            implements org.apache.flink.api.common.functions.AggregateFunction<Rec, Integer, Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public Integer createAccumulator() {
            return 0;
        }

        @Override
        public Integer add(Rec record, Integer count) {
            return count + 1;
        }

        @Override
        public Integer getResult(Integer count) {
            return count;
        }

        @Override
        public Integer merge(Integer a, Integer b) {
            return a + b;
        }
    }

    // ---- whole pipelines

    @Test
    void aMuxOverMuxes() throws Exception {
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", RuntimeExecutionMode.STREAMING);
        DataStream<Rec> perClass = KeyedMux.on(records(env).keyBy(Rec::key, Types.STRING))
                .streamBy(Rec::stream)
                .policy(StochasticPolicy.of(2))
                .spill()
                .seed(1)
                .apply("streams of a class");
        DataStream<Rec> mixed = KeyedMux.on(perClass.keyBy(r -> 0, Types.INT))
                .streamBy(Rec::key)
                .policy(RoundRobinPolicy.of())
                .streams("key0", "key1")
                .spill()
                .seed(2)
                .apply("classes");
        List<Rec> output = collect(mixed);
        assertThat(output).hasSize(STREAMS * STREAM_LENGTH).doesNotHaveDuplicates();
        for (int i = 0; i < output.size(); i++) {
            assertThat(output.get(i).key()).isEqualTo("key" + i % 2);
        }
    }

    @Test
    void lanesKeepEachStreamOnOneKeyAndLoseNothing() throws Exception {
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", RuntimeExecutionMode.STREAMING);
        List<Drawn<Integer, Rec>> output = collect(KeyedMux.lanes(records(env), 4)
                .streamBy(Rec::stream)
                .policy(StochasticPolicy.of(4).rate(5))
                .spill()
                .seed(3)
                .applyDrawn("mix"));
        assertThat(output).hasSize(STREAMS * STREAM_LENGTH);
        assertThat(output.stream().map(Drawn::value)).doesNotHaveDuplicates();
        Map<String, Long> keysOfStream = output.stream()
                .map(d -> d.stream() + " " + d.key())
                .distinct()
                .collect(Collectors.groupingBy(pair -> pair.split(" ")[0], Collectors.counting()));
        assertThat(keysOfStream.values()).containsOnly(1L);
        assertThat(output.stream().map(Drawn::key).distinct().count()).isGreaterThan(1);
    }

    @Test
    void fiveLinesInAPipeline() throws Exception {
        StreamExecutionEnvironment env = FailsOnce.environment("hashmap", RuntimeExecutionMode.STREAMING);
        DataStream<Rec> records = records(env);
        DataStream<Rec> mixed = KeyedMux.on(records.keyBy(Rec::key))
                .streamBy(Rec::stream)
                .policy(StochasticPolicy.of(4).rate(64))
                .reservoir(256)
                .apply("mix");
        Map<String, Long> shares = collect(mixed).stream()
                .map(Rec::stream)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        // Four streams of each key, all active, and each kept record is given at least once.
        assertThat(shares).hasSize(STREAMS);
    }
}
