// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The contract of {@code pescador sample}: what it writes where, and how it ends. */
class SampleCommandITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    // ---- what is written

    @Test
    void linesHaveTheKeysThatScriptsRelyOn() throws IOException {
        Run run = sample(Run.example("even-odd.yaml"), "--max-iter", "50", "--provenance", "--output", "jsonl:-");
        assertThat(run.code()).isZero();
        assertThat(run.outLines()).hasSize(50);
        for (int draw = 0; draw < 50; draw++) {
            JsonNode line = JSON.readTree(run.outLines().get(draw));
            assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly("shard", "draw", "epoch", "path", "activation", "offset", "value");
            assertThat(line.get("shard").asInt()).isZero();
            assertThat(line.get("draw").asLong()).isEqualTo(draw);
            assertThat(line.get("path").asText()).matches("[01]/[0-4]");
            boolean even = line.get("path").asText().startsWith("0/");
            int child = line.get("path").asText().charAt(2) - '0';
            assertThat(line.get("value").get("Y").asInt()).isEqualTo(2 * child + (even ? 0 : 1));
            assertThat(line.get("value").get("X")).hasSize(8);
        }
    }

    @Test
    void withoutProvenanceThereIsTheValueAlone() throws IOException {
        Path plan = write("plan.yaml", "items: [a0, a1, 2.5, [1, 2], {x: 1}]\n");
        Run run = sample(plan.toString(), "--output", "jsonl:-");
        assertThat(run.outLines())
                .containsExactly(
                        "{\"value\":\"a0\"}",
                        "{\"value\":\"a1\"}",
                        "{\"value\":2.5}",
                        "{\"value\":[1,2]}",
                        "{\"value\":{\"x\":1}}");
    }

    @Test
    void aFileHoldsWhatStandardOutputWould() throws IOException {
        Path file = folder.resolve("out.jsonl");
        String[] flags = {"--max-iter", "20", "--seed", "5"};
        Run toFile =
                sample(Run.example("digits.yaml"), "--output", "jsonl:" + file, flags[0], flags[1], flags[2], flags[3]);
        assertThat(toFile.out()).isEmpty();
        Run toOut = sample(Run.example("digits.yaml"), "--output", "jsonl:-", flags[0], flags[1], flags[2], flags[3]);
        assertThat(Files.readString(file)).isEqualTo(toOut.out()).hasLineCount(20);
        assertThat(folder.toFile().list()).containsExactly("out.jsonl");
    }

    @Test
    void maxIterCountsBatches() throws IOException {
        Run run = sample(Run.example("digits.yaml"), "--max-iter", "3", "--output", "jsonl:-");
        assertThat(run.outLines()).hasSize(3);
        assertThat(JSON.readTree(run.outLines().get(0)).get("value").get("Y")).hasSize(64);
        assertThat(run.err().get(0)).contains("192 samples in 3 batches, seed 42");
    }

    @Test
    void batchesAreNumberedInTheGlobalOrder() {
        Path out = folder.resolve("batches");
        Run run = sample(Run.example("breast-cancer.yaml"), "--output", "npz:" + out, "--parallelism", "2");
        assertThat(run.code()).isZero();
        // 569 rows on two shards are 284 and 285, hence 9 batches a pass and shard, twice.
        assertThat(out.toFile().list((directory, name) -> name.endsWith(".npz")))
                .containsExactlyInAnyOrder(IntStream.range(0, 36)
                        .mapToObj(number -> String.format("batch-%09d.npz", number))
                        .toArray(String[]::new));
    }

    @Test
    void aDirectoryOfBatchesServesOneRun() throws IOException {
        Path out = folder.resolve("batches");
        assertThat(sample(Run.example("digits.yaml"), "--max-iter", "2", "--output", "npz:" + out)
                        .code())
                .isZero();
        assertThat(sample(Run.example("digits.yaml"), "--max-iter", "3", "--output", "npz:" + out)
                        .code())
                .as("the same run goes on")
                .isZero();
        assertThat(out.resolve("end.json")).content().startsWith("{\"total\": 3,");
        Run other = sample(Run.example("digits.yaml"), "--seed", "7", "--max-iter", "3", "--output", "npz:" + out);
        assertThat(other.code()).isEqualTo(2);
        String there = Files.readString(out.resolve("run.json")).strip();
        assertThat(there).startsWith("{\"format\": 1, \"run\": \"seed 42, plan ");
        assertThat(other.err())
                .containsExactly(out + " holds the batches of another run: " + there + ", not "
                        + there.replace("seed 42", "seed 7") + ". Write to another directory, or remove this one");
    }

    @Test
    void batchesAreZipsOfArrays() throws IOException {
        Path out = folder.resolve("batches");
        sample(Run.example("digits.yaml"), "--max-iter", "2", "--output", "npz:" + out);
        Run lines = sample(Run.example("digits.yaml"), "--max-iter", "2", "--output", "jsonl:-");
        for (int number = 0; number < 2; number++) {
            Path file = out.resolve("batch-00000000" + number + ".npz");
            try (ZipFile zip = new ZipFile(file.toFile())) {
                assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("X.npy", "Y.npy");
            }
            List<Sample> rows = new ArrayList<>();
            Streamer.rows(NpzRows.of(file.toString()), RowOrder.IN_ORDER)
                    .iterate(0)
                    .forEach(rows::add);
            StringBuilder json = new StringBuilder();
            Sample.stack(rows).writeJson(json);
            assertThat("{\"value\":" + json + "}").isEqualTo(lines.outLines().get(number));
        }
    }

    /** The weighted streams are shown, not ten of their files. */
    @Test
    void ofManyStreamsTheSummaryShowsTheLevelsOfTheTree() throws IOException {
        for (int i = 0; i < 60; i++) {
            Files.createDirectories(folder.resolve("data/" + "abc".charAt(i % 3)));
            write("data/" + "abc".charAt(i % 3) + "/" + i + ".csv", "x\n1\n2\n");
        }
        Path plan = write(
                "plan.yaml",
                "mux: shuffled\neach: class\nweights: {a: 1, b: 1, c: 2}\nof: {mux: stochastic, n_active: 4, rate: 4, of: {csv:"
                        + " \"data/{class}/*.csv\"}}\nseed: 1\n");
        List<String> summary = sample(plan.toString(), "--max-iter", "400").err();
        assertThat(summary.subList(2, 6))
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("  stream"),
                        a -> assertThat(a).startsWith("  a         0.2500"),
                        b -> assertThat(b).startsWith("  b         0.2500"),
                        c -> assertThat(c).startsWith("  c         0.5000"));
        assertThat(summary.get(6)).startsWith("repeat with: ");
    }

    // ---- the same again

    @ParameterizedTest
    @ValueSource(strings = {"digits.yaml", "breast-cancer.yaml", "classes.yaml"})
    void theSameSeedGivesTheSameBytes(String example) {
        String[] args = {Run.example(example), "--max-iter", "300", "--provenance", "--output", "jsonl:-"};
        Run first = sample(args);
        assertThat(first.out()).isNotEmpty();
        for (int again = 0; again < 5; again++) {
            // Compared as a whole: a description of the difference would be as long as both.
            assertThat(sample(args).out().equals(first.out()))
                    .as("run " + again)
                    .isTrue();
        }
    }

    @Test
    void anotherParallelismGivesTheSameSamples() throws IOException {
        Path plan = fourShards();
        Run one = sample(plan.toString(), "--parallelism", "1", "--provenance", "--output", "jsonl:-");
        Run two = sample(plan.toString(), "--parallelism", "2", "--provenance", "--output", "jsonl:-");
        assertThat(one.code()).isZero();
        assertThat(two.code()).isZero();
        assertThat(sorted(two)).isEqualTo(sorted(one)).hasSize(3001);
        // Lines are in the global order whoever draws them, so even that does not change.
        assertThat(two.out()).isEqualTo(one.out());
    }

    @Test
    void anotherSeedGivesOtherSamplesAndIsTold() throws IOException {
        Path plan = write("plan.yaml", "npz: " + Run.EXAMPLES + "/digits/digit-3.npz\nstop: {samples: 20}\n");
        Run first = sample(plan.toString(), "--output", "jsonl:-");
        Run second = sample(plan.toString(), "--output", "jsonl:-");
        assertThat(second.out()).isNotEqualTo(first.out());
        String told = first.err().get(0).replaceAll(".*seed (\\d+).*", "$1");
        assertThat(sample(plan.toString(), "--output", "jsonl:-", "--seed", told)
                        .out())
                .isEqualTo(first.out());
        assertThat(first.err())
                .last()
                .asString()
                .isEqualTo("repeat with: pescador sample " + plan + " --seed " + told + " --output jsonl:-");
    }

    // ---- shares

    @Test
    void sharesAreTheWeights() throws IOException {
        Run run = sample(Run.example("even-odd.yaml"), "--provenance", "--output", "jsonl:-");
        Map<String, Integer> digits = new HashMap<>();
        int even = 0;
        for (String text : run.outLines()) {
            JsonNode line = JSON.readTree(text);
            even += line.get("path").asText().startsWith("0/") ? 1 : 0;
            digits.merge(line.get("path").asText(), 1, Integer::sum);
        }
        int n = 8000;
        assertThat(run.outLines()).hasSize(n);
        // The root draws independently by weight: a binomial count. Five standard deviations: one false alarm in 1.7
        // million seeds.
        assertThat(even).isCloseTo((int) (0.75 * n), within((int) (5 * Math.sqrt(n * 0.75 * 0.25))));
        // Within a mux without weights slots are drawn and refilled uniformly. A stream's count then has at most the
        // variance of whole
        // activations drawn at random: m samples in activations of mean rate and second moment E[R²] ≤ rate² + rate, by
        // ten equal chances.
        int rate = 16;
        for (int parent = 0; parent < 2; parent++) {
            double m = parent == 0 ? even : n - even;
            double deviation = Math.sqrt(m / rate * (rate * rate + rate) * 0.2 * 0.8) + rate;
            for (int child = 0; child < 5; child++) {
                assertThat((double) digits.get(parent + "/" + child)).isCloseTo(m / 5, within(5 * deviation));
            }
        }
    }

    @Test
    void weightedClassesStayWithinTheKernelsBound() throws IOException {
        Run run = sample(Run.example("digits.yaml"), "--output", "jsonl:-");
        int[] counts = new int[10];
        for (String text : run.outLines()) {
            JSON.readTree(text).get("value").get("Y").forEach(digit -> counts[digit.asInt()]++);
        }
        // DESIGN §3: |count − n·w| ≤ 3·rate·(1 + w·√N), N the number of streams; n = 6400, w = 1/10, rate 16.
        double bound = 3 * 16 * (1 + 0.1 * Math.sqrt(10));
        for (int count : counts) {
            assertThat((double) count).isCloseTo(640, within(bound));
        }
    }

    @Test
    void theSummaryCountsWhatWasWritten() throws IOException {
        Run run = sample(Run.example("classes.yaml"), "--max-iter", "777", "--provenance", "--output", "jsonl:-");
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : run.outLines()) {
            counts.merge(JSON.readTree(text).get("path").asText().substring(0, 1), 1, Integer::sum);
        }
        List<String> told = new ArrayList<>();
        counts.forEach((name, count) -> told.add(name + " " + count));
        List<String> shown = run.err().stream()
                .filter(line -> line.matches("  [0-9] .*"))
                .map(line -> line.strip().replaceAll("^(\\S+) .* (\\S+)$", "$1 $2"))
                .toList();
        assertThat(shown).isEqualTo(told);
    }

    // ---- how it ends

    @Test
    void wrongPlansAndFlagsEndWithTwo() throws IOException {
        Path plan = write("plan.yaml", "mux: stochastic\nn_active: 0\nof: {npz: \"none/*.npz\"}\n");
        Run run = sample(plan.toString(), "--output", "jsonl:-");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasSize(2).allMatch(line -> line.startsWith(plan + ":"));
        assertThat(sample("none.yaml")).isEqualTo(new Run(2, "", List.of("none.yaml: there is no such plan")));
        assertThat(sample(Run.example("digits.yaml"), "--max-iter", "0"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                List.of(
                                        "Invalid value for option '--max-iter': \"0\" is not a whole number ≥ 1. See: pescador sample --help")));
        assertThat(sample(Run.example("digits.yaml"), "--output", "avro:x"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                List.of(
                                        "--output is \"avro:x\": there is no output of the kind \"avro\", only jsonl, npz, parquet, zmq")));
        assertThat(sample(Run.example("digits.yaml"), "--seed", "many").code()).isEqualTo(2);
        assertThat(sample(Run.example("digits.yaml"), "--sed=3").err())
                .containsExactly(
                        "pescador sample has no flag --sed (did you mean \"--set\"?). See: pescador sample --help");
        assertThat(sample().code()).isEqualTo(2);
        assertThat(Run.of().code()).isEqualTo(2);
    }

    @Test
    void unreadableDataEndsWithThree() throws IOException {
        write("a.npz", "not an npz");
        Path plan = write("plan.yaml", "npz: a.npz\n");
        assertThat(sample(plan.toString(), "--output", "jsonl:-"))
                .isEqualTo(new Run(
                        3,
                        "",
                        List.of(folder.resolve("a.npz") + ": is no npz file: it has no zip directory at its end")));
    }

    @Test
    void aFailureWhileRunningEndsWithOneAndSaysWhere() throws IOException {
        StringBuilder csv = new StringBuilder("n\n");
        IntStream.range(0, 100).forEach(i -> csv.append(i == 70 ? "seventy" : i).append('\n'));
        write("t.csv", csv.toString());
        Path plan = write("plan.yaml", "mux: shuffled\nstreams: [{items: [1], cycle: true}, {csv: t.csv}]\n");
        Run run = sample(plan.toString(), "--seed", "1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().get(0))
                .startsWith(plan + ": stream 1: ")
                .contains(folder.resolve("t.csv") + ":72: column \"n\": \"seventy\" is no int64");
        assertThat(run.err()).hasSize(2).noneMatch(line -> line.contains("Exception") || line.startsWith("\tat"));
    }

    // ---- helpers

    private Path fourShards() throws IOException {
        return write(
                "plan.yaml",
                """
                seed: 9
                shards: 4
                mux: stochastic
                n_active: 5
                rate: 7
                weights: {"*digit-0*": 5, "*": 1}
                of: {npz: "%s/digits/*.npz"}
                stop: {samples: 3001}
                """
                        .formatted(Run.EXAMPLES));
    }

    private List<String> sorted(Run run) throws IOException {
        Map<String, JsonNode> parsed = new HashMap<>();
        for (String line : run.outLines()) {
            parsed.put(line, JSON.readTree(line));
        }
        return run.outLines().stream()
                .sorted(Comparator.comparingInt(
                                (String line) -> parsed.get(line).get("shard").asInt())
                        .thenComparingLong(line -> parsed.get(line).get("draw").asLong()))
                .toList();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Run sample(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "sample";
        System.arraycopy(args, 0, all, 1, args.length);
        return Run.of(all);
    }
}
