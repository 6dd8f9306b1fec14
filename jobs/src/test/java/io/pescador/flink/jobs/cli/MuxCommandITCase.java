// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.docs.Page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Lines that flow through {@code pescador mux}, inside this process. */
class MuxCommandITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String BALANCE =
            """
            seed: 7
            mux: stochastic
            n_active: 5
            rate: 64
            stream_by: label
            weights: {"*": 1}
            reservoir: 256
            """;

    @TempDir
    Path folder;

    @Test
    void unequalLabelsComeOutInEqualShares() throws Exception {
        List<String> lines = labels(50_000);
        Run run = mux(BALANCE, text(lines));
        assertThat(run.code()).isZero();
        Map<String, Long> given = run.outLines().stream()
                .collect(Collectors.groupingBy(
                        line -> line.replaceAll(".*\"label\":\"|\"}", ""), Collectors.counting()));
        assertThat(given).hasSize(5);
        // A slot lasts 64 records on average, so all five are open: each draw takes one of five, and the share rule
        // holds any that is a
        // rate ahead back. It may be 3 rates off (DESIGN: 3·rate·(1 + w·√5)), 280 of 10 000, and the rarest label
        // begins late.
        assertThat(given.values()).allSatisfy(count -> assertThat(count).isBetween(9_300L, 10_300L));
        assertThat(new TreeSet<>(lines)).containsAll(run.outLines());
        // The summary is what was counted here.
        long rare = lines.stream().filter(line -> line.contains("\"e\"")).count();
        assertThat(run.err().get(0))
                .matches("plan.yaml: 50,000 lines read, "
                        + Figures.number(run.outLines().size()) + " given, seed 7, [0-9.]+ s");
        assertThat(run.err()).anySatisfy(line -> assertThat(line.replaceAll(" +", " "))
                .isEqualTo(String.format(
                        " e %s %s %s %s",
                        Figures.number(rare),
                        Figures.share(rare / 50_000.0),
                        Figures.number(given.get("e")),
                        Figures.share(given.get("e") / (double) run.outLines().size()))));
        assertThat(mux(BALANCE, text(lines)).out()).isEqualTo(run.out());
        assertThat(mux(BALANCE, text(lines), "--seed", "8").out()).isNotEqualTo(run.out());
    }

    /** Of 1,670 streams in 8 slots, most are so rare that a slot waits for them. */
    @Test
    void itSaysThatRareStreamsHoldItUp() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append("{\"label\":\"").append(i % 1_670).append("\"}\n");
        }
        String plan =
                "seed: 1\nmux: stochastic\nn_active: %d\nrate: 64\nstream_by: label\nmax_streams: 2k\nweights: {\"*\": 1}\n";
        Run held = mux(plan.formatted(8), lines.toString());
        assertThat(held.code()).isZero();
        assertThat(held.err())
                .last()
                .asString()
                .matches("plan.yaml: only [0-9,]+ of 20,000 lines are given: more than 1,000 streams share 8 slots"
                        + " \\(n_active\\)\\. A draw waits for a line of a stream that has one, however rare, and the others"
                        + " pass by\\. Raise n_active .*");
        assertThat(mux(plan.formatted(2_000), lines.toString()).err()).noneMatch(line -> line.contains("are given: "));
    }

    @Test
    void theSummaryOnThePageIsThatOfTheExample() throws Exception {
        Run run = Run.of(
                new ByteArrayInputStream(text(labels(50_000)).getBytes(StandardCharsets.UTF_8)),
                "mux",
                Run.example("flow/labels.yaml"));
        String page = new Page("mux.md").blocks("").get(1);
        assertThat(page.lines().map(line -> line.replaceAll(", [0-9.]+ s$", "")))
                .containsExactlyElementsOf(run.err().stream()
                        .map(line -> line.replace(Run.example("flow/labels.yaml"), "flow.yaml")
                                .replaceAll(", [0-9.]+ s$", ""))
                        .toList());
    }

    @Test
    void aLineComesOutAsItWentIn() throws Exception {
        String lines = "{ \"l\" : \"a\" , \"x\":1.50 }\r\n\n  \n{\"l\":\"\\u00e9\",\"é\":[ 1 ]}";
        Run run = mux("mux: round_robin\nstream_by: l\nspill: true\n", lines);
        assertThat(run.out()).isEqualTo("{ \"l\" : \"a\" , \"x\":1.50 }\n{\"l\":\"\\u00e9\",\"é\":[ 1 ]}\n");
    }

    @Test
    void provenanceSaysWhereLinesCameFrom() throws Exception {
        String plan = "seed: 1\nmux: round_robin\nstream_by: l\nkey_by: u\nspill: true\n";
        Run run = mux(
                plan,
                "{\"l\":\"b\\\"\",\"u\":1}\n{\"l\":\"a\",\"u\":1}\n{\"l\":\"a\",\"u\":1}\n{\"l\":\"a\",\"u\":2}\n",
                "--provenance");
        assertThat(run.outLines())
                .containsExactlyInAnyOrder(
                        "{\"key\":\"1\",\"stream\":\"b\\\"\",\"draw\":0,\"activation\":0,\"age\":0,\"repeats\":0,\"value\":{\"l\":\"b\\\"\",\"u\":1}}",
                        "{\"key\":\"1\",\"stream\":\"a\",\"draw\":1,\"activation\":1,\"age\":1,\"repeats\":0,\"value\":{\"l\":\"a\",\"u\":1}}",
                        "{\"key\":\"1\",\"stream\":\"a\",\"draw\":2,\"activation\":1,\"age\":0,\"repeats\":0,\"value\":{\"l\":\"a\",\"u\":1}}",
                        "{\"key\":\"2\",\"stream\":\"a\",\"draw\":0,\"activation\":0,\"age\":0,\"repeats\":0,\"value\":{\"l\":\"a\",\"u\":2}}");
    }

    @Test
    void keysAndLanesSpreadOverTasks() throws Exception {
        List<String> lines = IntStream.range(0, 400)
                .mapToObj(i -> "{\"n\":" + i + ",\"u\":" + i % 4 + ",\"l\":\"" + i % 40 + "\"}")
                .toList();
        for (String spread : List.of("key_by: u\n", "lanes: 4\n")) {
            Run run = mux(
                    "mux: round_robin\nstream_by: l\nspill: true\n" + spread,
                    text(lines),
                    "--parallelism",
                    "2",
                    "--provenance");
            Map<String, Integer> draws = new HashMap<>();
            for (String line : run.outLines()) {
                JsonNode given = JSON.readTree(line);
                // A writer may get the lines of two tasks in any order, but those of a key in theirs.
                assertThat(draws.merge(given.get("key").toString(), 1, Integer::sum) - 1)
                        .isEqualTo(given.get("draw").intValue());
            }
            assertThat(draws).hasSize(4);
            assertThat(draws.values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(400);
        }
    }

    @Test
    void streamsEndWhereALineSaysSo() throws Exception {
        Run run = mux(
                "mux: chain\nstream_by: l\nspill: true\nends_with: {last: true}\n",
                """
                {"l":"a","n":1}
                {"l":"b","n":2}
                {"l":"a","n":3,"last":true}
                {"l":"c","n":4}
                {"l":"b","n":5,"last":true}
                """);
        assertThat(run.outLines().stream().map(line -> line.replaceAll("\\D", "")))
                .containsExactly("1", "3", "2", "5", "4");
    }

    // ---- folders

    @Test
    void theFilesOfAFolderAreReadInOrder() throws Exception {
        Path in = Files.createDirectories(folder.resolve("in/deeper"));
        Files.writeString(in.resolve("b.jsonl"), "{\"l\":\"x\",\"n\":3}\n");
        Files.writeString(in.getParent().resolve("a.jsonl"), "{\"l\":\"x\",\"n\":1}\n{\"l\":\"x\",\"n\":2}\n");
        Files.writeString(in.getParent().resolve(".hidden"), "no JSON");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(in.resolve("c.jsonl.gz")))) {
            out.write("{\"l\":\"x\",\"n\":4}\n".getBytes(StandardCharsets.UTF_8));
        }
        Path out = folder.resolve("out.jsonl");
        Run run = mux(
                "mux: chain\nstream_by: l\nspill: true\n",
                "",
                "--input",
                in.getParent().toString(),
                "--once",
                "--output",
                "jsonl:" + out);
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(out).replaceAll("[^\\d\n]", "")).isEqualTo("1\n2\n3\n4\n");
    }

    @Test
    void aFolderThatGrowsIsFollowed() throws Exception {
        Path in = Files.createDirectory(folder.resolve("in"));
        Path out = folder.resolve("out.jsonl");
        Files.writeString(in.resolve("1.jsonl"), "{\"l\":\"x\",\"n\":1}\n");
        CompletableFuture<Run> run = CompletableFuture.supplyAsync(() -> {
            try {
                return mux(
                        "mux: round_robin\nstream_by: l\nfifo: 8\n",
                        "",
                        "--input",
                        in.toString(),
                        "--output",
                        "jsonl:" + out,
                        "--max-iter",
                        "3");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        // The first file is given before the second is there.
        while (!run.isDone()
                && inProgress().stream().noneMatch(file -> file.toFile().length() > 0)) {
            Thread.onSpinWait();
        }
        Files.writeString(
                in.resolve(".2.jsonl"), "{\"l\":\"y\",\"n\":2}\n{\"l\":\"y\",\"n\":3}\n{\"l\":\"y\",\"n\":4}\n");
        Files.move(in.resolve(".2.jsonl"), in.resolve("2.jsonl"));
        Files.writeString(in.resolve(".3.jsonl"), "{\"l\":\"x\",\"n\":5}\n");
        Files.move(in.resolve(".3.jsonl"), in.resolve("3.jsonl"));
        Run done = run.get(1, TimeUnit.MINUTES);
        assertThat(done.err()).singleElement().asString().matches("plan.yaml: 3 lines given, seed \\d+, [0-9.]+ s");
        assertThat(done.code()).isZero();
        List<String> given = Files.readAllLines(out);
        assertThat(given).hasSize(3).first().isEqualTo("{\"l\":\"x\",\"n\":1}");
    }

    private List<Path> inProgress() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(".out.jsonl"))
                    .toList();
        }
    }

    // ---- mistakes

    @Test
    void aWrongLineIsNamed() throws Exception {
        String plan = "mux: chain\nstream_by: l\n";
        fails(mux(plan, "{\"l\":1}\n\n{\"l\":\n"), "plan.yaml: standard input:3: is no JSON object: .*");
        fails(mux(plan, "{\"n\":1}"), "plan.yaml: standard input:1: has no \"l\", which stream_by asks for");
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.writeString(in.resolve("1.jsonl"), "{\"l\":1}\n{\"l\":null}\n");
        fails(
                mux(plan, "", "--input", in.toString()),
                "plan.yaml: " + in
                        + "/1.jsonl:2: \"l\" is null, but stream_by asks for a text, a number, true or false");
    }

    @Test
    void whatTheMuxRefusesNamesTheKeysOfThePlan() throws Exception {
        fails(
                mux("mux: chain\nmax_streams: 1\nstream_by: l\nfifo: 3\n", "{\"l\":1}\n{\"l\":2}\n"),
                "plan.yaml: mux \"mux\": there are more than 1 streams at a time, and each is kept: raise maxStreams \\(max_streams in a plan\\), or"
                        + " let streams end with endsWith \\(ends_with\\)");
        fails(
                mux(
                        "mux: chain\nstream_by: l\nstreams: [a]\nspill: true\nends_with: {e: 1}\n",
                        "{\"l\":\"a\",\"e\":1}\n{\"l\":\"a\"}\n"),
                "plan.yaml: mux \"mux\": stream \"a\" has a record after its end: \\{\"l\":\"a\"}. Only the last record of a"
                        + " declared stream may end it");
        Run run = mux("mux: chain\nstream_by: l\nlanes: 1000\n", "");
        assertThat(run.err())
                .containsExactly(
                        "plan.yaml: lanes is 1000: it is at least 1, and at most the maximum parallelism, 128");
        assertThat(run.code()).isEqualTo(Exit.WRONG);
    }

    @Test
    void wrongFlags() throws Exception {
        String plan = "mux: chain\nstream_by: l\n";
        refuses(
                mux(plan, "", "--output", "npz:x"),
                "--output is \"npz:x\": lines stay lines: write jsonl:- or jsonl:FILE");
        refuses(
                mux("output: npz:x\n" + plan, ""),
                "plan.yaml: output is \"npz:x\": lines stay lines: write jsonl:- or jsonl:FILE");
        refuses(
                mux(plan, "", "--input", "nowhere"),
                "--input: there is no folder nowhere: make it, or correct the path");
        refuses(
                mux("input: nowhere\n" + plan, ""),
                "plan.yaml: input: there is no folder nowhere: make it, or correct the path");
        String file = folder.resolve("plan.yaml").toString();
        refuses(
                mux(plan, "", "--input", file),
                "--input: plan.yaml is a file, and a folder is asked for: pescador mux plan.yaml < plan.yaml");
        refuses(mux(plan, "", "--once"), "--once is for folders: standard input is read to its end anyway");
        refuses(
                mux(plan, "", "--max-iter", "0"),
                "Invalid value for option '--max-iter': \"0\" is not a whole number ≥ 1. See: pescador mux --help");
        refuses(
                mux(plan, "", "--input", "nofs://a/b"),
                "--input: no file system is known for nofs://a/b: put Flink's plugin for it into the folder plugins, or"
                        + " correct the path");
    }

    // ---- below

    /** Runs a plan over lines; messages are told without the folder. */
    private Run mux(String plan, String in, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
        List<String> args = new ArrayList<>(List.of("mux", file.toString()));
        args.addAll(List.of(more));
        Run run = Run.of(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), args.toArray(String[]::new));
        String here = file.toString();
        return new Run(
                run.code(),
                run.out(),
                run.err().stream().map(line -> line.replace(here, "plan.yaml")).toList());
    }

    private static void fails(Run run, String line) {
        assertThat(run.err()).singleElement().asString().matches(line);
        assertThat(run.code()).isEqualTo(Exit.FAILED);
    }

    private static void refuses(Run run, String line) {
        assertThat(run.err()).containsExactly(line);
        assertThat(run.code()).isEqualTo(Exit.WRONG);
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** Shares .80, .15, .04, .009, .001. */
    private static List<String> labels(int count) {
        SplittableRandom random = new SplittableRandom(3);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double u = random.nextDouble();
            String label = u < 0.8 ? "a" : u < 0.95 ? "b" : u < 0.99 ? "c" : u < 0.999 ? "d" : "e";
            lines.add("{\"n\":" + i + ",\"label\":\"" + label + "\"}");
        }
        return lines;
    }
}
