// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README shows is what there is. */
class ReadmeITCase {

    private static final Path README = Path.of("../README.md");

    @Test
    void thePlanIsTheExample() throws IOException {
        String example = Files.readString(Run.EXAMPLES.resolve("digits.yaml"));
        assertThat(block("yaml")).isEqualTo(example.substring(example.indexOf('\n') + 1));
    }

    @Test
    void theFirstCommandPrintsWhatItSays() throws IOException {
        Run run = Run.of("sample", Run.example("digits.yaml"));
        assertThat(run.code()).isZero();
        for (Path page : List.of(README, Path.of("../docs/cli.md"))) {
            List<String> shown = Files.readString(page)
                    .lines()
                    .filter(line -> line.matches("  (stream|digits|\\d+ activations).*"))
                    .toList();
            assertThat(shown).as(page.toString()).hasSizeBetween(3, 4);
            assertThat(run.err()).containsAll(shown);
        }
    }

    @Test
    void theJavaCompiles() throws IOException {
        // The README's code is that of the method below, but for where lines are broken.
        String here = Files.readString(Path.of("src/test/java/io/pescador/flink/jobs/cli/ReadmeITCase.java"));
        assertThat(here.replaceAll("\\s", "")).contains(block("java").replaceAll("//.*|\\s", ""));
    }

    @SuppressWarnings("unused") // it is compiled, and that is all
    private static void java(StreamExecutionEnvironment env) throws Exception {
        List<Streamer<Sample>> files = new ArrayList<>();
        for (MatchedFile file : FilePattern.of("data/{class}/*.npz").list()) {
            files.add(Streamer.rows(NpzRows.of(file.path()), RowOrder.SHUFFLED));
        }
        Streamer<Sample> mux = Mux.of(files, StochasticPolicy.of(32).rate(16));
        mux.iterate(42, 1000).forEach(System.out::println);
        StreamerSource<Sample> source =
                StreamerSource.of(mux).setSeed(42).setType(Sample.class).build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "samples")
                .uid("samples")
                .print();
    }

    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(README));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
