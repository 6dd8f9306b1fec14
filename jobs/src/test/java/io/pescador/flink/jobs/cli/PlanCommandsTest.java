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
        assertThat(check.outLines())
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
        assertThat(check.outLines()).first().isEqualTo("shuffled  (2 streams)");
        assertThat(check.outLines()).contains("rows an epoch    8");
    }

    @Test
    void checkSaysThatMaxEpochsEndsThePlan() throws IOException {
        write("data/a.csv", "x\n1\n2\n");
        write("data/b.csv", "x\n3\n");
        write("plan.yaml", "mux: stochastic\nn_active: 2\nrate: 4\nof: {csv: data/*.csv, max_epochs: 3}\n");
        assertThat(Run.of("check", folder + "/plan.yaml").outLines())
                .contains("gives            samples until each stream has come to its max_epochs");
        Run sample = Run.of("sample", folder + "/plan.yaml", "--output", "jsonl:-");
        assertThat(sample.outLines())
                .containsExactlyInAnyOrder(
                        "{\"value\":{\"x\":1}}",
                        "{\"value\":{\"x\":1}}",
                        "{\"value\":{\"x\":1}}",
                        "{\"value\":{\"x\":2}}",
                        "{\"value\":{\"x\":2}}",
                        "{\"value\":{\"x\":2}}",
                        "{\"value\":{\"x\":3}}",
                        "{\"value\":{\"x\":3}}",
                        "{\"value\":{\"x\":3}}");
        write("plan.yaml", "csv: data/*.csv\nrows: in_order\nmax_epochs: 3\n");
        assertThat(Run.of("check", folder + "/plan.yaml").err())
                .first()
                .asString()
                .endsWith(
                        "plan.yaml:3: max_epochs with rows: in_order: each activation begins anew, so passes cannot be"
                                + " counted. Take rows: shuffled or rotating");
    }

    @Test
    void initSaysWhatItCannotUse() {
        assertThat(Run.of("init", folder + "/*.npz"))
                .isEqualTo(new Run(2, "", List.of(folder + "/*.npz: no file matches; " + folder + " is empty")));
    }

    @Test
    void initTakesTheFormatThatAllFilesHave() throws IOException {
        write("data/a.jsonl", "{\"x\":1}\n");
        write("data/b.ndjson", "{\"x\":2}\n");
        assertThat(accepted("data/*")).contains("  jsonl: \"" + folder + "/data/*\"");
        write("data/c.csv", "x\n1\n");
        assertThat(Run.of("init", folder + "/data/*").err())
                .containsExactly(folder + "/data/*: the ending says what files hold, and that of " + folder
                        + "/data/c.csv is another than that of " + folder
                        + "/data/a.jsonl: write it into the pattern, as in data/*.npz");
        write("data/a.bin", "");
        assertThat(Run.of("init", folder + "/data/*").err())
                .containsExactly(folder + "/data/*: the ending says what files hold, and that of " + folder
                        + "/data/a.bin is none of npz, npy, csv, jsonl, txt, parquet: write it into the pattern, as in"
                        + " data/*.npz");
    }

    @Test
    void initTakesAFolder() throws IOException {
        write("data/notes.md", "");
        assertThat(Run.of("init", folder + "/data").err())
                .containsExactly(
                        folder + "/data: neither the folder nor those in it have files that end in npz, npy, csv,"
                                + " jsonl, txt, parquet: give a pattern, as in data/*.npz");
        write("data/cat/a.csv", "x\n1\n");
        write("data/cat/b.csv", "x\n1\n");
        write("data/dog/c.csv", "x\n1\n");
        write("data/dog/c.txt", "");
        assertThat(accepted("data/"))
                .contains(
                        "each: class               # a stream for each; `weights: {name: number}` for other shares than equal ones",
                        "    csv: \"" + folder + "/data/{class}/*.csv\"");
        write("data/d.ndjson", "{\"x\":1}\n");
        assertThat(accepted("data")).contains("jsonl: \"" + folder + "/data/*.ndjson\"");
    }

    @Test
    void initLeavesOutWhatCannotBeRead() throws IOException {
        write("pandas.csv", ",a,label\n0,1.5,x\n1,2.5,y\n");
        assertThat(accepted("pandas.csv"))
                .contains("  # \"\" is left out: a column without a name, as pandas writes its index")
                .contains("  a: a                    # float64", "  label: label            # str");
        write(
                "nested.jsonl",
                "{\"a\":{\"b\":1},\"c\":null,\"d\":[1,2]}\n{\"a\":{\"b\":2},\"c\":3.5,\"d\":[3,4],\"e\":1}\n");
        assertThat(accepted("nested.jsonl"))
                .contains("  c: c                    # float64", "  d: d                    # int64 (2)")
                .contains("types: {c: float64} # not what the first row of each file says")
                .anyMatch(line -> line.matches("  \"a.b\": \"a.b\" +# int64"))
                .anyMatch(line -> line.startsWith("  # e is left out: ") && line.contains("has no \"e\""));
        write("nothing.jsonl", "{\"a\":[1,[2]]}\n");
        Run none = Run.of("init", folder + "/nothing.jsonl");
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err()).singleElement().asString().contains("nothing.jsonl:1: \"a\" is not rectangular");
    }

    /** Types come from a thousand rows, and from several files. */
    @Test
    void initDeclaresTypesThatTheFirstRowDoesNotShow() throws IOException {
        write("late.csv", "no,a,b\n" + "1,1,1\n".repeat(900) + "2,2.5,x\n");
        assertThat(accepted("late.csv"))
                .contains("types: {a: float64, b: str} # not what the first row of each file says");
        write("late.jsonl", "{\"a\":1}\n{\"a\":2.5}\n");
        assertThat(accepted("late.jsonl")).contains("types: {a: float64} # not what the first row of each file says");
        write("data/1.csv", "x\n1\n");
        write("data/2.csv", "x\n1.5\n");
        assertThat(accepted("data/*.csv")).contains("  types: {x: float64} # not what the first row of each file says");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|"})
    void initSeesWhatStandsBetweenCells(String separator) throws IOException {
        write("table.csv", String.join(separator, "a", "b") + "\n" + String.join(separator, "1", "2") + "\n");
        assertThat(accepted("table.csv"))
                .contains("separator: \"" + separator.replace("\t", "\\t") + "\"")
                .contains("  a: a                    # int64", "  b: b                    # int64");
    }

    @Test
    void initSaysThatTheShellHasReplacedThePattern() {
        assertThat(Run.of("init", "data/ab-1.npz", "data/ab-2.npz", "data/ac-3.npz")
                        .err())
                .containsExactly(
                        "init takes one pattern, and was given 3 paths, from data/ab-1.npz on: the shell has put"
                                + " files in its place. Write it between quotes: pescador init 'data/a*.npz'");
        assertThat(Run.of("init", "a.npz", "b.npz").err())
                .containsExactly(
                        "init takes one pattern, and was given 2 paths, from a.npz on: the shell has put files in"
                                + " its place. Write it between quotes: pescador init '*.npz'");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The lines of the plan for a pattern, which {@code check} accepts. */
    private List<String> accepted(String pattern) throws IOException {
        Run init = Run.of("init", folder + "/" + pattern);
        assertThat(init.err()).isEmpty();
        Run check = check(init.out());
        assertThat(check.code())
                .as(() -> init.out() + String.join("\n", check.err()))
                .isZero();
        return init.outLines();
    }

    // ---- flags and commands

    @Test
    void aWrongWordIsAnsweredWithTheRightOne() {
        assertThat(Run.of("sampel", "plan.yaml"))
                .isEqualTo(new Run(
                        2,
                        "",
                        List.of("pescador has no command sampel (did you mean \"sample\"?). See: pescador --help")));
        assertThat(Run.of("sample", "plan.yaml", "--outptu=x").err())
                .containsExactly(
                        "pescador sample has no flag --outptu (did you mean \"--output\"?). See: pescador sample --help");
        assertThat(Run.of("check", "plan.yaml", "other.yaml").err())
                .containsExactly("pescador check has no use for other.yaml. See: pescador check --help");
    }

    @Test
    void whatWasAskedForIsOnStandardOutput() {
        assertThat(Run.of("--version").outLines()).singleElement().asString().startsWith("pescador ");
        assertThat(Run.of("sample", "--help").out()).startsWith("Usage: pescador sample");
    }

    // ---- check

    @Test
    void checkShowsTheTreeAndTheFigures() {
        Run check = Run.of("check", Run.example("digits.yaml"));
        assertThat(check.code()).isZero();
        assertThat(check.err()).isEmpty();
        assertThat(check.outLines())
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

    @Test
    void checkSaysWhatAnExhaustiveMuxWithARateGives() throws IOException {
        table("a", 100);
        table("b", 3);
        Run check = check("mux: stochastic\nmode: exhaustive\nn_active: 2\nrate: 16\nof: {csv: \"*.csv\"}\n");
        assertThat(check.outLines())
                .contains(
                        "rows an epoch    about 19 of 103: exhaustive with a rate gives so much of each stream, once. Leave out"
                                + " rate for all");
        assertThat(check("mux: stochastic\nmode: exhaustive\nn_active: 2\nof: {csv: \"*.csv\"}\n")
                        .outLines())
                .contains("rows an epoch    103");
    }

    @Test
    void checkPromisesNoShareToAStreamWithoutRows() throws IOException {
        table("a", 10);
        table("b", 0);
        table("c", 30);
        Run check = check("mux: stochastic\nn_active: 2\nrate: 4\nweights: [1, 2, 3]\nof: {csv: \"*.csv\"}\n");
        assertThat(check.outLines())
                .contains("  a.csv  0.2500", "  b.csv  0.0000  has no rows", "  c.csv  0.7500", "rows an epoch    40");
    }

    @Test
    void aStreamWithoutWeightIsNeitherOpenedNorCounted() throws IOException {
        table("a", 10);
        Files.writeString(folder.resolve("b.csv"), "no,table\n\"");
        Run check = check("mux: stochastic\nn_active: 1\nrate: 4\nweights: [1, 0]\nof: {csv: \"*.csv\"}\n");
        assertThat(check.code()).as(() -> String.join("\n", check.err())).isZero();
        assertThat(check.outLines()).contains("  b.csv  0.0000", "rows an epoch    10");
    }

    @Test
    void checkWarnsOfStreamsThatAreNeverReached() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            table(name, 100);
        }
        String chain = "mux: stochastic\nn_active: 1\nrate: %s\nstreams:\n  - {mux: chain, of: {csv: \"*.csv\"}}\n";
        assertThat(check(chain.formatted(16)).err())
                .containsExactly(folder
                        + "/plan.yaml:5: \"chain\": each activation begins with the first of its streams, and ends after"
                        + " about 16 samples, the rate of the mux above: of its 3 streams only the first is ever read. Leave out that"
                        + " rate, or take shuffled or round_robin in place of chain");
        assertThat(check(chain.formatted(75)).err())
                .singleElement()
                .asString()
                .contains("only the first 2 are ever read");
        assertThat(check(chain.formatted(150)).err()).isEmpty();
        String inOrder = "mux: stochastic\nn_active: 1\nrate: %s\nof: {csv: \"*.csv\", rows: in_order}\n";
        assertThat(check(inOrder.formatted(16)).err())
                .singleElement()
                .asString()
                .contains("the rows after these are never read");
        assertThat(check(inOrder.formatted(50)).err()).isEmpty();
    }

    @Test
    void checkFoldsWhatIsAlike() throws IOException {
        for (int i = 0; i < 144; i++) {
            Files.createDirectories(folder.resolve("data/" + i / 12));
            Files.writeString(folder.resolve("data/" + i / 12 + "/" + i + ".csv"), "x\n1\n");
        }
        Run check = check(
                "mux: shuffled\neach: class\nof: {mux: stochastic, n_active: 4, rate: 4, of: {csv: \"data/{class}/*.csv\"}}\n");
        assertThat(check.outLines())
                .hasSizeLessThan(40)
                .contains("  11  0.0833  (stochastic, n_active 4, rate 4, 12 streams)");
        // sqrt(1/12 · 11/12 / 10,000) is .276 %.
        assertThat(check.outLines())
                .contains(
                        "share error      as chance has it, which draws each sample: mostly within 0.55 % of all after 10,000");
    }

    private void table(String name, int rows) throws IOException {
        Files.writeString(folder.resolve(name + ".csv"), "x\n" + "1\n".repeat(rows));
    }

    private Run check(String plan) throws IOException {
        return Run.of(
                "check", Files.writeString(folder.resolve("plan.yaml"), plan).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits.yaml", "even-odd.yaml", "classes.yaml", "breast-cancer.yaml", "curriculum.yaml"})
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
        assertThat(run.outLines()).first().asString().endsWith("6,400 draws of 10 streams, nothing read");
        double activation = number(run, "activations .* ([0-9.]+) samples each");
        // 6400 samples are 400 activations; their mean length is within 5 standard errors of the rate, plus those cut
        // off at the end.
        assertThat(activation).isCloseTo(16, within(5 * Math.sqrt(16.0 / 400) + 16 * 5 / 400.0));
        double error = number(run, "  +6,400  ([0-9.]+)");
        // The same from the shares below it, of which each is rounded to four places.
        double told = run.outLines().stream()
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

    /** 3 · 16 · (1 + w · √2) samples of 2000 are .05 at most. */
    @Test
    void simulateShowsTheSharesBetweenChanges() {
        Run check = Run.of("check", Run.example("curriculum.yaml"));
        assertThat(check.outLines())
                .contains(
                        "digits after 2,000 samples: low 0.7000, high 0.3000",
                        "digits, from 4,000 to 6,000 samples: low 0.5000, high 0.5000");
        Run run = Run.of("simulate", Run.example("curriculum.yaml"), "--draws", "8k");
        assertThat(run.code()).isZero();
        List<String> parts = List.of("1 to 2,000", "2,001 to 4,000", "4,001 to 6,000", "6,001 to 8,000");
        double[] high = {.1, .3, .4, .5};
        for (int i = 0; i < 4; i++) {
            int first = run.outLines().indexOf("draws " + parts.get(i) + "   asked     given");
            assertThat(first).as(parts.get(i)).isPositive();
            // Five digits of each group, which give alike; six streams are shown.
            double asked =
                    Double.parseDouble(run.outLines().get(first + 1).strip().split(" +")[0]);
            assertThat(asked).isCloseTo(Math.max(high[i], 1 - high[i]) / 5, within(1e-4));
            double given =
                    Double.parseDouble(run.outLines().get(first + 1).strip().split(" +")[1]);
            assertThat(given).isCloseTo(asked, within(.05));
        }
    }

    private static double number(Run run, String pattern) {
        return run.outLines().stream()
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
