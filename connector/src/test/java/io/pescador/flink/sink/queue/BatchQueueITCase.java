// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Jobs that fill a queue. What must lie in it comes from the plain loop. */
@Timeout(30)
class BatchQueueITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path out;

    @ParameterizedTest
    @CsvSource({"1, 1, STREAMING", "4, 1, STREAMING", "4, 3, STREAMING", "4, 2, BATCH"})
    void everyBatchIsThereAndThenTheEnd(int shards, int parallelism, RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment env = ShortRuns.environment(parallelism, 0);
        env.setRuntimeMode(mode);
        batches(env, Batches.endless(), shards, 210)
                .sinkTo(queue(shards, Long.MAX_VALUE))
                .uid("queue");
        env.execute();
        assertComplete(Batches.expected(Batches.endless(), shards, 210));
        assertThat(out.resolve("job.json")).hasContent("{\"state\": \"done\"}");
    }

    @Test
    void aJobThatFailsAndGoesOnLeavesTheSameBatches() throws Exception {
        StreamExecutionEnvironment env = ShortRuns.environment(2, 3);
        FailingOnce.after(batches(env, Batches.endless(), 4, 400), 150)
                .sinkTo(queue(4, Long.MAX_VALUE))
                .uid("queue");
        env.execute();
        assertThat(FailingOnce.hasFailed()).isTrue();
        assertComplete(Batches.expected(Batches.endless(), 4, 400));
    }

    @Test
    void aJobThatFailsDoesNotLookLikeAnEnd() throws Exception {
        StreamExecutionEnvironment env = ShortRuns.environment(1, 0);
        FailingOnce.after(batches(env, Batches.endless(), 2, 400), 150)
                .sinkTo(queue(2, Long.MAX_VALUE))
                .uid("queue");
        assertThatThrownBy(env::execute).hasStackTraceContaining("as told");
        assertThat(files()).isBetween(100L, 160L);
        assertThat(out.resolve("end.json")).doesNotExist();
        assertThat(out.resolve("shard-00000.end")).doesNotExist();
    }

    /** Without a word about the short shard before the end of the run, trainer and job would wait for each other. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void aSlowTrainerHoldsTheJobBackAlsoWhenShardsAreOfDifferentLength(int parallelism) throws Exception {
        int maxAhead = 4;
        StreamExecutionEnvironment env = ShortRuns.environment(parallelism, 0);
        batches(env, Batches.uneven(3, 60), 2, Long.MAX_VALUE)
                .sinkTo(queue(2, maxAhead))
                .uid("queue");
        JobClient job = env.executeAsync();
        Map<Long, Sample> expected = Batches.expected(Batches.uneven(3, 60), 2, Long.MAX_VALUE / 4);
        assertThat(expected).hasSize(63);
        for (long number : expected.keySet()) {
            Path batch = out.resolve(QueueDirectory.batchName(number));
            while (!Files.exists(batch)) {
                assertThat(files()).isLessThanOrEqualTo(maxAhead);
                assertThat(job.getJobExecutionResult()).isNotDone();
                Thread.sleep(1);
            }
            assertThat(batch).hasBinaryContent(Batches.npz(expected.get(number)));
            assertThat(files()).isLessThanOrEqualTo(maxAhead);
            Files.delete(batch);
            Files.writeString(out.resolve("cursor.new"), Long.toString(number + 1));
            Files.move(out.resolve("cursor.new"), out.resolve("cursor"), StandardCopyOption.ATOMIC_MOVE);
        }
        job.getJobExecutionResult().get();
        long stop =
                expected.keySet().stream().mapToLong(number -> number + 1).max().orElseThrow();
        assertThat(out.resolve("end.json")).content().contains("\"total\": 63, \"stop\": " + stop + ", ");
    }

    @Test
    void aShardWithoutABatchEndsToo() throws Exception {
        StreamExecutionEnvironment env = ShortRuns.environment(2, 0);
        batches(env, Batches.endless(), 3, 1).sinkTo(queue(3, Long.MAX_VALUE)).uid("queue");
        env.execute();
        assertComplete(Batches.expected(Batches.endless(), 3, 1));
        for (int shard = 0; shard < 3; shard++) {
            assertThat(out.resolve(QueueDirectory.shardEndName(shard))).hasContent(shard == 0 ? "1" : "0");
        }
    }

    @Test
    void aDirectoryOfAnotherRunFailsTheJobAtOnce() throws Exception {
        BatchQueueSink.builder()
                .setDirectory(out.toString())
                .setRun("other")
                .build()
                .claim();
        StreamExecutionEnvironment env = ShortRuns.environment(1, 1000);
        batches(env, Batches.endless(), 1, 10).sinkTo(queue(1, Long.MAX_VALUE)).uid("queue");
        assertThatThrownBy(env::execute).satisfies(e -> assertThat(
                        ExceptionUtils.findThrowableWithMessage(e, "holds the batches of another run"))
                .isPresent());
        assertThat(files()).isZero();
    }

    // ---- helpers

    private static DataStream<Sample> batches(
            StreamExecutionEnvironment env, Streamer<Sample> plan, int shards, long most) {
        var source = Batches.source(plan, shards).setSamplesPerSecond(4_000);
        if (most < Long.MAX_VALUE) {
            source.setMaxSamples(most);
        }
        return env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "batches")
                .uid("batches");
    }

    private BatchQueueSink queue(int shards, long maxAhead) {
        return BatchQueueSink.builder()
                .setDirectory(out.toString())
                .setRun("test")
                .setShards(shards)
                .setMaxAhead(maxAhead)
                .build();
    }

    private void assertComplete(Map<Long, Sample> expected) throws IOException {
        for (Map.Entry<Long, Sample> batch : expected.entrySet()) {
            assertThat(out.resolve(QueueDirectory.batchName(batch.getKey())))
                    .hasBinaryContent(Batches.npz(batch.getValue()));
        }
        assertThat(files()).isEqualTo(expected.size());
        assertThat(out.resolve("end.json"))
                .content()
                .contains("\"total\": " + expected.size() + ", \"stop\": " + expected.size() + ", ");
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.getFileName().toString().startsWith("batch-"))
                    .count();
        }
    }
}
