// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How jobs end: when their streams have, whatever was expected of them, and where they were asked to, whichever shard has the samples. */
@Timeout(120)
class EndsITCase {

    private static final int SLOTS = 4;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(SLOTS)
            .build());

    /** Streams of so many items each, which count as endless. */
    private static Streamer<Long> unknown(long... lengths) {
        return Mux.of(streams(lengths), StochasticPolicy.of(lengths.length).mode(Mode.EXHAUSTIVE));
    }

    private static List<Streamer<Long>> streams(long... lengths) {
        List<Streamer<Long>> streams = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            streams.add(Streamer.items(new Counting(1_000_000L * i, lengths[i])));
        }
        return streams;
    }

    private static StreamerSourceBuilder<Long> builder(Streamer<Long> plan, int shards) {
        return StreamerSource.of(plan).setTypeInformation(Types.LONG).setSeed(3).setShards(shards);
    }

    private static List<Sampled<Long>> run(
            StreamerSource<Sampled<Long>> source, int parallelism, RuntimeExecutionMode mode) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setRuntimeMode(mode);
        List<Sampled<Long>> all = new ArrayList<>();
        try (CloseableIterator<Sampled<Long>> samples = env.fromSource(source, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .executeAndCollect()) {
            samples.forEachRemaining(all::add);
        }
        all.sort(Comparator.comparingLong((Sampled<Long> sampled) -> sampled.draw())
                .thenComparing(Sampled::shard));
        return all;
    }

    // ---- plans that count as endless

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 1", "3, 2", "3, 3", "3, 4"})
    void aPlanThatCountsAsEndlessEndsWhenItsStreamsHave(int shards, int parallelism) throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(unknown(7, 1000, 0, 30_000), shards).buildWithProvenance();
        assertThat(run(source, parallelism, RuntimeExecutionMode.STREAMING))
                .extracting(Sampled::value)
                .doesNotHaveDuplicates()
                .hasSize(31_007);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aPlanThatGivesNothingEnds(int parallelism) throws Exception {
        Streamer<Long> nothing = unknown(5, 0, 9).filter(number -> false);
        assertThat(run(builder(nothing, 3).buildWithProvenance(), parallelism, RuntimeExecutionMode.STREAMING))
                .isEmpty();
        assertThat(run(
                        builder(nothing, 3).setMaxSamples(10).buildWithProvenance(),
                        parallelism,
                        RuntimeExecutionMode.STREAMING))
                .isEmpty();
    }

    /** All others would wait for a reader that draws no more. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aReaderWhoseShardHasEndedDoesNotHoldBackPacedOnes(int parallelism) throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(unknown(3, 20_000, 20_000), 3).setPace(50).buildWithProvenance();
        assertThat(run(source, parallelism, RuntimeExecutionMode.STREAMING)).hasSize(40_003);
    }

    // ---- a stop

    private static final long[] LENGTHS = {0, 7, 250, 58};

    /** One after the other: shards of very unequal length. */
    private static Streamer<Long> uneven() {
        return unknown(LENGTHS);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "250", "314", "315", "1000"})
    void aStopIsReachedWhicheverShardHasTheSamples(long most) throws Exception {
        for (int shards = 1; shards <= 4; shards++) {
            List<Sampled<Long>> one = null;
            for (int parallelism = 1; parallelism <= SLOTS; parallelism++) {
                List<Sampled<Long>> given = run(
                        builder(uneven(), shards)
                                .setMaxSamples(most)
                                .setPace(parallelism % 2 == 0 ? 50 : StreamerSourceBuilder.NO_PACE)
                                .buildWithProvenance(),
                        parallelism,
                        RuntimeExecutionMode.STREAMING);
                one = one == null ? given : one;
                assertThat(given)
                        .as("%d shards, parallelism %d", shards, parallelism)
                        .hasSize((int) Math.min(most, 315))
                        .isEqualTo(one);
            }
        }
    }

    @Test
    void aStopIsTheBeginningOfTheGlobalOrder() throws Exception {
        List<Sampled<Long>> all = run(builder(uneven(), 3).buildWithProvenance(), 1, RuntimeExecutionMode.STREAMING);
        for (int most : new int[] {1, 20, 100, 200, 300}) {
            assertThat(run(
                            builder(uneven(), 3).setMaxSamples(most).buildWithProvenance(),
                            3,
                            RuntimeExecutionMode.STREAMING))
                    .isEqualTo(all.subList(0, most));
        }
    }

    /** Where readers run one after the other, none can wait: the result is whole or refused. */
    @Test
    void inBatchModeAJobWithMoreReadersThanSlotsIsWholeOrFails() throws Exception {
        int readers = SLOTS + 2;
        Streamer<Long> even = Mux.of(streams(600, 600), RoundRobinPolicy.of());
        assertThat(run(
                        builder(even, readers).setMaxSamples(120).buildWithProvenance(),
                        readers,
                        RuntimeExecutionMode.BATCH))
                .hasSize(120);
        Streamer<Long> lacking = unknown(0, 0, 0, 0, 600, 600);
        StreamerSource<Sampled<Long>> source =
                builder(lacking, readers).setMaxSamples(120).buildWithProvenance();
        assertThat(run(source, 1, RuntimeExecutionMode.BATCH)).hasSize(120);
        assertThatThrownBy(() -> run(source, readers, RuntimeExecutionMode.BATCH))
                .rootCause()
                .hasMessageContainingAll("its part of 120 samples", "STREAMING mode");
    }

    // ---- failures

    /** Others gave part of what one shard lacked. They continue with the rest, whether the ends are known again by then or not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aStopIsReachedThroughFailures(int parallelism) throws Exception {
        StreamerSource<Sampled<Long>> source =
                builder(uneven(), 3).setMaxSamples(300).buildWithProvenance();
        List<Sampled<Long>> unbroken = run(source, parallelism, RuntimeExecutionMode.STREAMING);
        FAILS_IN.set(60);
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.enableCheckpointing(10);
        List<Sampled<Long>> all = new ArrayList<>();
        try (CloseableIterator<Sampled<Long>> samples = env.fromSource(source, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .map(EndsITCase::failing)
                .returns(source.getProducedType())
                .uid("failing")
                .executeAndCollect()) {
            samples.forEachRemaining(all::add);
        }
        all.sort(Comparator.comparingLong((Sampled<Long> sampled) -> sampled.draw())
                .thenComparing(Sampled::shard));
        assertThat(all).isEqualTo(unbroken);
        assertThat(FAILS_IN.get()).as("it failed often").isLessThan(-100);
    }

    /** Samples until the next failure; below 0 once that is over. Static, since a MiniCluster is in this process. */
    private static final AtomicInteger FAILS_IN = new AtomicInteger();

    private static Sampled<Long> failing(Sampled<Long> sample) {
        LockSupport.parkNanos(1_000_000); // for checkpoints to come in between
        int left = FAILS_IN.decrementAndGet();
        if (left <= 0 && left % 60 == 0 && left > -600) {
            throw new IllegalStateException("fails now and then");
        }
        return sample;
    }

    /** The readers of the other regions have ended, and cannot be told anything. */
    @Test
    void aRegionThatStartsAgainAfterTheEndOfTheOthersComesToTheSameEnd() throws Exception {
        Closing.FAILURES.set(3);
        Closing.CLOSED.set(0);
        Closing.GIVEN.clear();
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(20));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(3);
        StreamerSource<Long> source =
                builder(uneven(), 3).setMaxSamples(300).setEndTogether(true).build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .sinkTo(new Closing())
                .uid("sink");
        env.execute();
        assertThat(Closing.FAILURES.get()).isZero();
        assertThat(Closing.GIVEN.values().stream().mapToInt(List::size).sum()).isEqualTo(300);
    }

    /** Fails in one region, at the end of its input, once the others have ended. Static, since a MiniCluster is in this process. */
    private static final class Closing implements Sink<Long> {

        static final AtomicInteger FAILURES = new AtomicInteger();
        static final AtomicInteger CLOSED = new AtomicInteger();
        static final Map<Integer, List<Long>> GIVEN = new ConcurrentHashMap<>();

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Long> createWriter(WriterInitContext context) {
            int subtask = context.getTaskInfo().getIndexOfThisSubtask();
            List<Long> given = new ArrayList<>();
            GIVEN.put(subtask, given);
            return new SinkWriter<>() {

                @Override
                public void write(Long number, Context at) {
                    given.add(number);
                }

                @Override
                public void flush(boolean endOfInput) throws InterruptedException {
                    if (endOfInput && subtask == 1) {
                        while (CLOSED.get() < 2) {
                            Thread.sleep(1);
                        }
                        if (FAILURES.get() > 0) {
                            FAILURES.decrementAndGet();
                            throw new IllegalStateException("fails at its end");
                        }
                    }
                }

                @Override
                public void close() {
                    CLOSED.addAndGet(subtask == 1 ? 0 : 1);
                }
            };
        }
    }
}
