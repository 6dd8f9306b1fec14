// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A plan with nested muxes over files gives the same records per shard, in order, whatever happens on the way; through a sink that is
 * exactly-once, none is lost and none comes twice. Each test compares with the plain loop, which knows neither Flink nor reading ahead.
 */
class ExactResumeITCase {

    private static final int SHARDS = 8;
    private static final long SEED = 42;
    private static final int FAILURES = 24;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(4)
            .setConfiguration(configuration())
            .withHaLeadershipControl()
            .build());

    private static Configuration configuration() {
        // Where only some tasks are restarted while a checkpoint begins, Flink 2.3.0 ends the JobManager's process:
        // "Some subtask gateway
        // can be closed while others cannot". With a checkpoint each 20 ms and 24 failures that comes about once in
        // three runs.
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.EXECUTION_FAILOVER_STRATEGY, "full");
        return configuration;
    }

    @TempDir
    static Path files;

    @TempDir
    Path out;

    @TempDir
    Path checkpoints;

    @BeforeAll
    static void writeFiles() throws Exception {
        FilePlan.write(files);
    }

    @BeforeEach
    void reset() {
        Failing.planned.clear();
        Failing.failed.set(0);
        Failing.restored.set(0);
        Failing.seen.set(0);
        Failing.checkpoints.set(0);
    }

    @Test
    void uninterruptedItIsThePlainLoop() throws Exception {
        run(pipeline(3, 20_000, 0, null));
        assertThat(CommittedLines.read(out)).isEqualTo(expected(20_000));
    }

    @Test
    void failuresAtRandomRecordsChangeNothing() throws Exception {
        long samples = 16_000;
        Random random = new Random(1);
        while (Failing.planned.size() < FAILURES) {
            int shard = random.nextInt(SHARDS);
            Failing.planned.add(shard + " " + random.nextInt((int) (samples / SHARDS)));
        }
        run(pipeline(3, samples, 5_000, null));
        assertThat(Failing.failed).hasValue(FAILURES);
        assertThat(Failing.restored.get())
                .as("restarts from a checkpoint, not from the beginning")
                .isGreaterThan(FAILURES / 2);
        assertThat(CommittedLines.read(out)).isEqualTo(expected(samples));
    }

    @Test
    void terminatedTaskManagersChangeNothing(@InjectMiniCluster MiniCluster cluster) throws Exception {
        long samples = 16_000;
        JobClient job = pipeline(4, samples, 8_000, null).executeAsync();
        for (int i = 0; i < 2; i++) {
            int before = Failing.checkpoints.get();
            long seen = Failing.seen.get();
            CommonTestUtils.waitUtil(
                    () -> Failing.checkpoints.get() > before + 4 && Failing.seen.get() > seen + 500,
                    Duration.ofSeconds(30),
                    "no checkpoint came");
            cluster.terminateTaskManager(i).get(30, TimeUnit.SECONDS);
            cluster.startTaskManager();
        }
        job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
        assertThat(Failing.restored.get()).isPositive();
        assertThat(CommittedLines.read(out)).isEqualTo(expected(samples));
    }

    @Test
    void anotherJobManagerChangesNothing(@InjectMiniCluster MiniCluster cluster) throws Exception {
        long samples = 16_000;
        JobClient job = pipeline(4, samples, 8_000, null).executeAsync();
        HaLeadershipControl leadership = cluster.getHaLeadershipControl().orElseThrow();
        for (int i = 0; i < 2; i++) {
            int before = Failing.checkpoints.get();
            CommonTestUtils.waitUtil(
                    () -> Failing.checkpoints.get() > before + 4, Duration.ofSeconds(30), "no checkpoint came");
            leadership.revokeJobMasterLeadership(job.getJobID()).get(30, TimeUnit.SECONDS);
            leadership.grantJobMasterLeadership(job.getJobID()).get(30, TimeUnit.SECONDS);
        }
        job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
        assertThat(Failing.restored.get()).isPositive();
        assertThat(CommittedLines.read(out)).isEqualTo(expected(samples));
    }

    @Test
    void stoppedAndGoneOnAtAnotherParallelismItIsTheSame() throws Exception {
        long samples = 24_000;
        String savepoint = null;
        for (int parallelism : List.of(1, 4, 2)) {
            long seen = Failing.seen.get();
            JobClient job = pipeline(parallelism, samples, 12_000, savepoint).executeAsync();
            CommonTestUtils.waitUtil(
                    () -> Failing.seen.get() > seen + 3_000, Duration.ofSeconds(30), "no records came");
            savepoint = job.stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(30, TimeUnit.SECONDS);
            CommonTestUtils.waitUtil(
                    () -> job.getJobStatus().join() == JobStatus.FINISHED, Duration.ofSeconds(30), "it did not stop");
        }
        assertThat(Failing.seen.get()).as("left for parallelism 7").isLessThan(samples - 1_000);
        run(pipeline(7, samples, 0, savepoint));
        assertThat(CommittedLines.read(out)).isEqualTo(expected(samples));
    }

    @Test
    void underAnotherSeedItIsRefusedInWords() throws Exception {
        JobClient job = pipeline(2, 1_000_000, 4_000, null).executeAsync();
        CommonTestUtils.waitUtil(() -> Failing.seen.get() > 100, Duration.ofSeconds(30), "no records came");
        String savepoint = job.stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.CANONICAL)
                .get(30, TimeUnit.SECONDS);
        Configuration configuration = new Configuration();
        configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        configuration.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true); // there is no sink here
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        StreamerSource<Long> other = StreamerSource.of(FilePlan.over(files))
                .setTypeInformation(Types.LONG)
                .setSeed(SEED + 1)
                .setShards(SHARDS)
                .build();
        env.fromSource(other, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .print();
        assertThatThrownBy(() -> run(env))
                .rootCause()
                .hasMessageContaining(
                        "the saved state belongs to another plan: seed 42 → 43. Resume with the old plan");
    }

    private static void run(StreamExecutionEnvironment pipeline) throws Exception {
        pipeline.executeAsync().getJobExecutionResult().get(120, TimeUnit.SECONDS);
    }

    private StreamExecutionEnvironment pipeline(int parallelism, long samples, double perSecond, String savepoint) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(20));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        if (savepoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(128);
        StreamerSourceBuilder<Long> source = StreamerSource.of(FilePlan.over(files))
                .setTypeInformation(Types.LONG)
                .setSeed(SEED)
                .setShards(SHARDS)
                .setMaxSamples(samples);
        if (perSecond > 0) {
            source.setSamplesPerSecond(perSecond); // so that checkpoints come between the records
        }
        env.fromSource(source.buildWithProvenance(), WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .map(new Failing())
                .uid("failing")
                .sinkTo(new CommittedLines(out))
                .uid("lines");
        return env;
    }

    private static Map<Integer, List<String>> expected(long samples) throws Exception {
        return CommittedLines.linesOf(PlainLoop.shards(FilePlan.over(files), SEED, SHARDS, samples));
    }

    /** Throws once at each record that it is planned to. Static, since a MiniCluster is in this process. */
    private static final class Failing extends RichMapFunction<Sampled<Long>, String>
            implements CheckpointedFunction, CheckpointListener {

        private static final long serialVersionUID = 1;

        /** Shard and draw. */
        static final Set<String> planned = ConcurrentHashMap.newKeySet();

        static final AtomicInteger failed = new AtomicInteger();
        static final AtomicInteger restored = new AtomicInteger();
        static final AtomicInteger checkpoints = new AtomicInteger();
        static final AtomicLong seen = new AtomicLong();

        @Override
        public String map(Sampled<Long> sample) {
            seen.incrementAndGet();
            if (planned.remove(sample.shard() + " " + sample.draw())) {
                failed.incrementAndGet();
                throw new IllegalStateException("planned failure at " + sample);
            }
            return sample.toString();
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {
            if (context.isRestored()) {
                restored.incrementAndGet();
            }
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {}

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            checkpoints.incrementAndGet();
        }
    }
}
