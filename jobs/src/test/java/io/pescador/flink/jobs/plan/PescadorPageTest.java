// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

import io.pescador.flink.format.NpzRows;
import io.pescador.flink.mux.Mode;
import io.pescador.flink.mux.ShuffledMux;
import io.pescador.flink.mux.StochasticMux;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.RowOrder;
import io.pescador.flink.streamer.Streamer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The page for people who come from pescador: its plans run, its Java compiles. */
class PescadorPageTest {

    @TempDir
    Path temporary;

    static Stream<String> plans() throws IOException {
        return blocks("yaml");
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanGivesSamples(String plan) throws Exception {
        PlanFolder folder = new PlanFolder(temporary);
        folder.npz("data/a/1.npz", 8, 2).npz("data/a/2.npz", 6, 2).npz("data/b/1.npz", 7, 2);
        assertThat(folder.load(plan).streamer().iterate(1, 5)).hasSize(5);
    }

    @Test
    void theJavaCompiles() throws IOException {
        String here = Files.readString(Path.of("src/test/java/io/pescador/flink/jobs/plan/PescadorPageTest.java"));
        assertThat(blocks("java")).hasSize(6).allSatisfy(code -> assertThat(here.replaceAll("\\s", ""))
                .contains(code.replaceAll("\\s", "")));
    }

    @SuppressWarnings("unused") // it is compiled, and that is all
    private static void java(List<Streamer<Sample>> streams, Streamer<Sample> a, Streamer<Sample> b) {
        Streamer<Sample> streamer = Streamer.rows(NpzRows.of("data/a/1.npz"), RowOrder.RANDOM);
        streamer.maxIter(10).iterate(1).forEach(System.out::println);
        Streamer<Integer> noise =
                Streamer.generate(random -> Stream.generate(random::nextInt).iterator());
        StochasticMux<Sample> mux =
                StochasticMux.builder(streams).setNActive(2).setRate(16).build();
        Streamer<Sample> both =
                ShuffledMux.builder(List.of(a, b)).setWeights(0.9, 0.1).build();
        Streamer<Sample> windows = Streamer.rows(NpzRows.of("data/a/1.npz").window(2, 1), RowOrder.RANDOM);
        Streamer<Sample> epochs = StochasticMux.builder(streams)
                .setNActive(2)
                .setMode(Mode.EXHAUSTIVE)
                .build()
                .epochs(3);
    }

    private static Stream<String> blocks(String language) throws IOException {
        return Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(Path.of("../docs/coming-from-pescador.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList()
                .stream();
    }
}
