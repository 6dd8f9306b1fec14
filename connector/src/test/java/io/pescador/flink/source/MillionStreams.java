// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.files.Manifest;
import io.pescador.flink.files.ManifestStreams;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A pool of a million streams that starts, checkpoints, is stopped and goes on elsewhere, in whatever cluster. */
final class MillionStreams {

    static final int STREAMS = 1_000_000;
    private static final int SHARDS = 2;
    private static final long SEED = 5;
    private static final long SAMPLES = 40_000;

    private MillionStreams() {}

    /** The streams of {@link Counting#streams} where each belongs to a file of a manifest. */
    static ManifestStreams<Long> inManifest(Path folder, int streams) throws IOException {
        List<MatchedFile> files = IntStream.range(0, streams)
                .mapToObj(
                        i -> new MatchedFile("hdfs://namenode:8020/corpus/take-%07d.npz".formatted(i), i, 0, Map.of()))
                .toList();
        return ManifestStreams.of(
                Manifest.write(folder.toString(), files),
                file -> Streamer.items(new Counting(file.size() * 1_000_000L, Long.MAX_VALUE)));
    }

    static Streamer<Long> plan(List<Streamer<Long>> streams) {
        return Mux.of(streams, StochasticPolicy.of(100).rate(8));
    }

    /** @param environment makes the environment of a configuration */
    static void startCheckpointRestore(
            List<Streamer<Long>> streams,
            Function<Configuration, StreamExecutionEnvironment> environment,
            Path out,
            Path savepoints)
            throws Exception {
        Streamer<Long> plan = plan(streams);
        long begin = System.nanoTime();
        JobClient job = pipeline(environment, plan, 2, 8_000, out, null).executeAsync();
        CommonTestUtils.waitUtil(() -> committed(out) > 0, Duration.ofSeconds(60), "no checkpoint came");
        long first = System.nanoTime();
        String savepoint = job.stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
        CommonTestUtils.waitUtil(
                () -> job.getJobStatus().join() == JobStatus.FINISHED, Duration.ofSeconds(60), "it did not stop");
        long stopped = System.nanoTime();
        pipeline(environment, plan, 1, 0, out, savepoint)
                .executeAsync()
                .getJobExecutionResult()
                .get(120, TimeUnit.SECONDS);
        System.out.printf(
                Locale.ROOT,
                "1 000 000 streams: first checkpoint committed after %.1f s, stopped with a savepoint in %.1f s, restored and finished in %.1f s%n",
                (first - begin) / 1e9,
                (stopped - first) / 1e9,
                (System.nanoTime() - stopped) / 1e9);
        assertThat(CommittedLines.read(out))
                .isEqualTo(CommittedLines.linesOf(
                        PlainLoop.shards(plan(Counting.streams(0, STREAMS)), SEED, SHARDS, SAMPLES)));
        assertThat(sizeOf(savepoints)).as("bytes of the savepoint").isLessThan(1 << 20);
    }

    private static StreamExecutionEnvironment pipeline(
            Function<Configuration, StreamExecutionEnvironment> environment,
            Streamer<Long> plan,
            int parallelism,
            double perSecond,
            Path out,
            String savepoint) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        if (savepoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env = environment.apply(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(128);
        StreamerSourceBuilder<Long> source = StreamerSource.of(plan)
                .setTypeInformation(Types.LONG)
                .setSeed(SEED)
                .setShards(SHARDS)
                .setMaxSamples(SAMPLES);
        if (perSecond > 0) {
            source.setSamplesPerSecond(perSecond);
        }
        env.fromSource(source.buildWithProvenance(), WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .map(Sampled::toString)
                .uid("text")
                .sinkTo(new CommittedLines(out))
                .uid("lines");
        return env;
    }

    static long committed(Path out) {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(".lines")).count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long sizeOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            long size = 0;
            for (Path file : all) {
                size += Files.size(file);
            }
            return size;
        }
    }
}
