// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The commands that do not run a job: init, check, simulate. */
class PlanCommandsTest {

    @TempDir
    Path folder;

    // ---- init

    @Test
    void initWritesAPlanThatCheckAccepts() throws IOException {
        digits();
        Run init = Run.of("init", folder + "/data/digit-{class}.npz");
        assertThat(init.code()).isZero();
        assertThat(init.err()).isEmpty();
        assertThat(init.out())
                .startsWith("# 10 files, ")
                .contains("# {class} is 10 different values: 0, 1, 2, 3, 4, …")
                .contains("# float32 (8, 8)")
                .contains("class: \"{class}\"");
        Path plan = Files.writeString(folder.resolve("plan.yaml"), init.out());
        Run check = Run.of("check", plan.toString());
        assertThat(check.err())
                .contains("streams          10", "rows an epoch    1,797", "open at a time   10 files at most");
        assertThat(check.code()).isZero();
    }

    @Test
    void initMakesAStreamForEachClassOfSeveralFiles() throws IOException {
        for (String name : List.of("a/1", "a/2", "b/1", "b/2")) {
            Path file = folder.resolve("data/" + name + ".csv");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "no,name\n1,x\n2,y\n");
        }
        Run init = Run.of("init", folder + "/data/{class}/*.csv");
        assertThat(init.out()).contains("each: class", "  no: no ", "  name: name ");
        Path plan = Files.writeString(folder.resolve("plan.yaml"), init.out());
        Run check = Run.of("check", plan.toString());
        assertThat(check.err()).first().isEqualTo("shuffled  (2 streams)");
        assertThat(check.err()).contains("rows an epoch    8");
    }

    @Test
    void initSaysWhatItCannotUse() {
        assertThat(Run.of("init", folder + "/*.npz"))
                .isEqualTo(new Run(2, "", List.of(folder + "/*.npz: no file matches; " + folder + " is empty")));
        assertThat(Run.of("init", "data/*").err())
                .containsExactly(
                        "data/*: the ending says what files hold, and it is none of npz, npy, csv, jsonl, txt, parquet:"
                                + " write it into the pattern, as in data/*.npz");
    }

    // ---- check

    @Test
    void checkShowsTheTreeAndTheFigures() {
        Run check = Run.of("check", Run.example("digits.yaml"));
        assertThat(check.code()).isZero();
        assertThat(check.out()).isEmpty();
        assertThat(check.err())
                .contains(
                        "stochastic  (n_active 5, rate 16, 10 streams)",
                        "  digits/digit-3.npz  0.1000",
                        "rows an epoch    1,797",
                        "open at a time   5 files at most",
                        // A sample is 8 × 8 floats and a long: 264 bytes, of which 64 wait for their batch.
                        "memory           32.0 MiB a reader read ahead, and 16.5 KiB in batches and caches (64 samples of 264 B a"
                                + " shard)",
                        "activations      62.5 opened for 1,000 samples",
                        "gives            100 batches");
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits.yaml", "even-odd.yaml", "classes.yaml", "breast-cancer.yaml"})
    void checkAndSimulateTakeEveryExample(String example) {
        assertThat(Run.of("check", Run.example(example)).code()).isZero();
        assertThat(Run.of("simulate", Run.example(example), "--draws", "1k").code())
                .isZero();
    }

    // ---- simulate

    @Test
    void simulateForeseesWhatSampleGives() throws IOException {
        Run run = Run.of("simulate", Run.example("digits.yaml"), "--draws", "6400", "--svg", folder + "/plot.svg");
        assertThat(run.code()).isZero();
        assertThat(run.err()).first().asString().endsWith("6,400 draws of 10 streams, nothing read");
        double activation = number(run, "activations .* ([0-9.]+) samples each");
        // 6400 samples are 400 activations; their mean length is within 5 standard errors of the rate, plus those cut
        // off at the end.
        assertThat(activation).isCloseTo(16, within(5 * Math.sqrt(16.0 / 400) + 16 * 5 / 400.0));
        double error = number(run, "  +6,400  ([0-9.]+)");
        // The same from the shares below it, of which each is rounded to four places.
        double told = run.err().stream()
                .filter(line -> line.contains("digits/"))
                .mapToDouble(line -> Math.abs(Double.parseDouble(line.strip().split(" +")[1]) - 0.1) / 2)
                .sum();
        assertThat(error).isCloseTo(told, within(10 * 0.00005)).isPositive();
        // DESIGN §3: each of ten streams is within 3·rate·(1 + w·√N) of its share; half their sum is the distance.
        assertThat(error).isLessThan(10 * 3 * 16 * (1 + 0.1 * Math.sqrt(10)) / 2 / 6400);
        assertThat(Files.readString(folder.resolve("plot.svg")))
                .startsWith("<svg")
                .contains("polyline")
                .endsWith("</svg>\n");
    }

    private static double number(Run run, String pattern) {
        return run.err().stream()
                .filter(line -> line.matches(pattern))
                .map(line -> Double.parseDouble(line.replaceAll(pattern, "$1")))
                .findFirst()
                .orElseThrow();
    }

    private void digits() throws IOException {
        Files.createDirectory(folder.resolve("data"));
        for (int digit = 0; digit < 10; digit++) {
            String name = "digit-" + digit + ".npz";
            Files.copy(
                    Run.EXAMPLES.resolve("digits").resolve(name),
                    folder.resolve("data").resolve(name));
        }
    }
}
