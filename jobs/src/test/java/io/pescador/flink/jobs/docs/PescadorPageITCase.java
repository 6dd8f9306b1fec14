// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.jobs.cli.Pescador;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.operators.map.Buffer;
import io.pescador.flink.operators.map.Cache;
import io.pescador.flink.operators.map.KerasTuple;
import io.pescador.flink.operators.map.KerasTuples;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.sink.queue.BatchQueueSink;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import com.example.Noise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The page for people who come from pescador: its plans and its Java run. */
class PescadorPageITCase {

    private static final Page PAGE = new Page("coming-from-pescador.md");

    @TempDir
    Path folder;

    private String path;
    private List<Streamer<Sample>> streams;

    @BeforeEach
    void someData() throws IOException {
        path = npz("data/a/1.npz", 8);
        streams = new ArrayList<>();
        for (String file : List.of(path, npz("data/a/2.npz", 6), npz("data/b/1.npz", 7))) {
            streams.add(Streamer.rows(NpzRows.of(file), RowOrder.SHUFFLED));
        }
    }

    /** Rows of X, two numbers from the row's own on, and Y, the row's number. */
    private String npz(String name, int rows) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            samples.add(Sample.of("X", NdArray.of(i, i + 1.0), "Y", NdArray.scalar((long) i)));
        }
        try (NpzWriter out = NpzWriter.stored(Files.newOutputStream(file))) {
            out.write(Sample.stack(samples));
        }
        return file.toString();
    }

    static Stream<String> plans() throws IOException {
        return PAGE.blocks("yaml").stream();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanRuns(String plan) throws Exception {
        Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Pescador.run(
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                "sample",
                file.toString(),
                "--max-iter",
                "5");
        assertThat(code).as(err::toString).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(plan.contains("\nbuffer:") ? " in 5 batches, " : ": 5 samples, ");
    }

    @Test
    void theJavaIsThatOfThisTest() throws IOException {
        String here = (Files.readString(source("io/pescador/flink/jobs/docs/PescadorPageITCase.java"))
                        + Files.readString(source("com/example/Noise.java")))
                .replaceAll("\\s", "");
        assertThat(PAGE.blocks("java")).isNotEmpty().allSatisfy(code -> assertThat(here)
                .contains(code.replaceAll("\\s", "")));
    }

    private static Path source(String name) {
        return Path.of("src/test/java").resolve(name);
    }

    @Test
    void streamingData() {
        Streamer<Sample> streamer = Streamer.rows(NpzRows.of(path), RowOrder.RANDOM);
        for (Sample sample : streamer.iterate(42, 10)) {
            learn(sample);
        }
        Streamer<Integer> noise =
                Streamer.generate(random -> Stream.generate(random::nextInt).iterator());
        assertThat(noise.iterate(42, 10)).hasSize(10);
        Streamer<Sample> noisy = streamer.map(new Noise());
        assertThat(noisy.iterate(42, 100)).hasSize(100).allSatisfy(sample -> {
            double off = sample.get("X").getDouble(0) - sample.get("Y").getLong(0);
            assertThat(off).isBetween(-0.1, 0.1).isNotZero();
        });
        assertThat(noisy.iterate(42, 100)).containsExactlyElementsOf(noisy.iterate(42, 100));
    }

    private static void learn(Sample sample) {
        assertThat(sample.names()).containsExactly("X", "Y");
    }

    @Test
    void windows() {
        Streamer<Sample> windows = Streamer.rows(NpzRows.of(path).window(2, 1), RowOrder.RANDOM);
        assertThat(windows.iterate(42, 50)).allSatisfy(sample -> {
            assertThat(sample.get("X").shape()).containsExactly(2, 2);
            assertThat(sample.get("Y").getLong(1)).isEqualTo(sample.get("Y").getLong(0) + 1);
        });
    }

    @Test
    void muxes() {
        Mux<Sample> mux = Mux.of(streams, StochasticPolicy.of(2).rate(16));
        assertThat(mux.iterate(42, 100)).hasSize(100);
        Streamer<Sample> mux1 = Mux.of(streams, StochasticPolicy.of(3).rate(5));
        Streamer<Sample> mux2 = Mux.of(streams, StochasticPolicy.of(5).rate(2));
        Streamer<Sample> both = Mux.of(Pool.of(List.of(mux1, mux2)).weights(0.75, 0.25), ShuffledPolicy.of());
        assertThat(both.iterate(42, 100)).hasSize(100);
        Mux<Sample> equally = Mux.of(streams, StochasticPolicy.of(streams.size()));
        assertThat(equally.iterate(42, 100)).hasSize(100);
        Mux<Sample> oneAtATime = Mux.of(streams, StochasticPolicy.of(1).rate(1000));

        assertThat(oneAtATime.iterate(42, 100)).hasSize(100);
        Streamer<Sample> cached = Cache.of(2, 0.5).on(mux, SampleItems.CODEC);
        assertThat(cached.iterate(42, 100)).hasSize(100);
    }

    @Test
    void passes() {
        Streamer<Sample> epochs =
                Mux.of(streams, StochasticPolicy.of(2).mode(Mode.EXHAUSTIVE)).epochs(3);
        assertThat(epochs.iterate(42)).hasSize(3 * (8 + 6 + 7));
        Streamer<Sample> validation = Mux.of(streams, ChainPolicy.of().mode(ChainPolicy.Mode.CYCLE));
        assertThat(validation.iterate(42, 50)).hasSize(50);
        Streamer<Sample> inTurn = Mux.of(streams, RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.PERMUTED_CYCLE));
        assertThat(inTurn.iterate(42, 50)).hasSize(50);
    }

    @Test
    void toTheTrainer() throws Exception {
        Mux<Sample> mux = Mux.of(streams, StochasticPolicy.of(2).rate(16));
        Streamer<Sample> batches = Buffer.samples(4).on(mux);
        String directory = folder.resolve("batches").toString();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        StreamerSource<Sample> source = StreamerSource.of(batches)
                .setType(Sample.class)
                .setSeed(42)
                .setMaxSamples(5)
                .build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "batches")
                .uid("batches")
                .sinkTo(BatchQueueSink.builder()
                        .setDirectory(directory)
                        .setRun("seed 42")
                        .build())
                .uid("queue");
        env.execute();
        assertThat(Path.of(directory, "batch-000000004.npz")).exists();
        assertThat(Path.of(directory, "end.json")).content().contains("\"total\": 5");
        Streamer<KerasTuple> tuples = batches.map(KerasTuples.of("X", "Y"));
        assertThat(tuples.iterate(42, 5))
                .allSatisfy(tuple -> assertThat(tuple.inputs().get(0).shape()).containsExactly(4, 2));
    }
}
