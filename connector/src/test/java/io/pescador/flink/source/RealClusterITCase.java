// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster of processes: one that is killed changes nothing, and a pool of a million streams goes from one to the other. */
class RealClusterITCase {

    private static final int SHARDS = 8;
    private static final long SEED = 21;
    private static final long SAMPLES = 24_000;

    @TempDir
    static Path directory;

    @TempDir
    static Path files;

    private static ProcessCluster cluster;

    @TempDir
    Path out;

    @TempDir
    Path checkpoints;

    @BeforeAll
    static void start() throws Exception {
        FilePlan.write(files);
        cluster = ProcessCluster.start(directory, 2);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aKilledTaskManagerChangesNothing() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        StreamExecutionEnvironment env = cluster.environment(configuration);
        env.setParallelism(4);
        StreamerSource<Sampled<Long>> source = StreamerSource.of(FilePlan.over(files))
                .setTypeInformation(Types.LONG)
                .setSeed(SEED)
                .setShards(SHARDS)
                .setMaxSamples(SAMPLES)
                .setSamplesPerSecond(6_000)
                .buildWithProvenance();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .map(Sampled::toString)
                .uid("text")
                .sinkTo(new CommittedLines(out))
                .uid("lines");
        JobClient job = env.executeAsync();
        CommonTestUtils.waitUtil(
                () -> MillionStreams.committed(out) >= 8, Duration.ofSeconds(60), "no checkpoint came");
        assertThat(job.getJobStatus().get(10, TimeUnit.SECONDS).isTerminalState())
                .as("still under way")
                .isFalse();
        cluster.kill(0);
        cluster.startTaskManager();
        job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
        assertThat(CommittedLines.read(out))
                .isEqualTo(CommittedLines.linesOf(PlainLoop.shards(FilePlan.over(files), SEED, SHARDS, SAMPLES)));
    }

    @Test
    void aMillionStreamsStartCheckpointAndRestore() throws Exception {
        cluster.awaitSlots(4);
        MillionStreams.startCheckpointRestore(
                Counting.streams(0, MillionStreams.STREAMS), cluster::environment, out, checkpoints);
    }
}
