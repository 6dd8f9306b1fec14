// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.streamer.spi.Seeds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The figures of the summary and the report are those that anybody can count from the lines that a run wrote. */
class ReportITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern FIGURE = Pattern.compile("<tr><th>([^<]+)</th><td class=\"n\">([^<]+)</td></tr>");

    private static final Pattern SHARE = Pattern.compile(
            "<tr><td>((?:&emsp;)*)([^<]+)</td><td class=\"n\">([^<]+)</td><td class=\"n\">([^<]+)</td><td class=\"n\">([^<]+)</td></tr>");

    @TempDir
    Path folder;

    /** Seven streams on three shards, of which one is empty; half of them below a mux of their own. */
    private Path plan() throws IOException {
        Files.writeString(folder.resolve("empty.csv"), "value\n");
        return Files.writeString(
                folder.resolve("plan <1>.yaml"),
                """
                seed: 12
                shards: 3
                mux: stochastic
                n_active: 6
                rate: 3
                mode: with_replacement
                prune_empty_streams: false
                weights: {a: 3, b: 2, "nothing & less": 1, inner: 6}
                streams:
                  - {name: a, items: [a, b, c, d, e, f, g]}
                  - {name: b, items: [h, i, j]}
                  - {name: "nothing & less", csv: empty.csv}
                  - name: inner
                    mux: shuffled
                    weights: [3, 1]
                    streams:
                      - {name: heavy, items: [k, l, m], cycle: true}
                      - {name: light, items: [n, o, p, q], cycle: true}
                stop: {samples: 5000}
                """);
    }

    @Test
    void figuresAreThoseOfTheLines() throws IOException {
        Path page = folder.resolve("report.html");
        Run run = Run.of(
                "sample",
                plan().toString(),
                "--provenance",
                "--output",
                "jsonl:-",
                "--parallelism",
                "2",
                "--report",
                page.toString());
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
        Map<String, Long> samples = new TreeMap<>();
        Set<String> activations = new HashSet<>();
        long hash = 0;
        for (String text : run.outLines()) {
            JsonNode line = JSON.readTree(text);
            samples.merge(line.get("path").asText(), 1L, Long::sum);
            activations.add(line.get("shard") + " " + line.get("activation"));
            hash += hash(line);
        }
        String html = Files.readString(page);
        Map<String, String> figures = figures(html);
        assertThat(figures)
                .containsEntry("samples", "5000")
                .containsEntry("activations", Integer.toString(activations.size()))
                .containsEntry("seed", "12")
                .containsEntry("skipped streams", "0")
                .hasEntrySatisfying(
                        "empty", empty -> assertThat(Integer.parseInt(empty)).isPositive())
                .containsEntry("sequence", String.format("%016x", hash));
        Map<String, String[]> shares = shares(html);
        assertThat(shares.keySet()).containsExactly("a", "b", "nothing &amp; less", "inner", "heavy", "light");
        share(shares.get("a"), 3.0 / 12, samples.get("0"));
        share(shares.get("b"), 2.0 / 12, samples.get("1"));
        share(shares.get("inner"), 6.0 / 12, samples.get("3/0") + samples.get("3/1"));
        share(shares.get("heavy"), 4.5 / 12, samples.get("3/0"));
        share(shares.get("light"), 1.5 / 12, samples.get("3/1"));
        share(shares.get("nothing &amp; less"), 1.0 / 12, 0);
        assertThat(run.err())
                .contains("  " + Figures.count(activations.size(), "activation") + ", " + figures.get("empty")
                        + " empty, 0 streams skipped, sequence " + figures.get("sequence"))
                .contains("report: " + page);
    }

    @Test
    void theSummaryForProgramsHasTheSameFigures() throws IOException {
        Path file = folder.resolve("summary.json");
        Run run = Run.of("sample", plan().toString(), "--summary", file.toString());
        assertThat(run.err()).contains("summary: " + file);
        JsonNode summary = JSON.readTree(file.toFile());
        assertThat(summary.get("samples").asLong()).isEqualTo(5000);
        assertThat(summary.get("sequence").asText()).isEqualTo(sequence(run));
        assertThat(summary.get("plan").asText()).isEqualTo(folder + "/plan <1>.yaml");
        assertThat(summary.get("resumed").asBoolean()).isFalse();
        JsonNode inner = summary.get("streams").get(3);
        assertThat(inner.get("name").asText()).isEqualTo("inner");
        assertThat(inner.get("asked").asDouble()).isEqualTo(0.5);
        long samples = inner.get("samples").asLong();
        assertThat(inner.get("given").asDouble()).isEqualTo(samples / 5000.0);
        assertThat(summary.get("streams").get(4).get("depth").asInt()).isEqualTo(1);
        assertThat(summary.get("streams").get(4).get("samples").asLong()
                        + summary.get("streams").get(5).get("samples").asLong())
                .isEqualTo(samples);
    }

    @Test
    void thePageNeedsNothingBesideItAndSaysHowToRepeat() throws IOException {
        Path page = folder.resolve("report.html");
        Run run = Run.of("sample", plan().toString(), "--report", page.toString());
        String html = Files.readString(page);
        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("<svg ", "<h1>", "plan &lt;1&gt;.yaml</h1>", "{name: heavy, items: [k, l, m], cycle: true}")
                .contains("<pre>pescador sample '" + folder + "/plan &lt;1&gt;.yaml' --seed 12</pre>")
                .doesNotContain("<script", "<link", "src=", "href=", "url(", "plan <1>");
        assertThat(run.err()).contains("repeat with: pescador sample '" + folder + "/plan <1>.yaml' --seed 12");
    }

    @Test
    void theHashIsThatOfTheSequenceAndOfNothingElse() throws IOException {
        Path plan = plan();
        String one = sequence(Run.of("sample", plan.toString(), "--parallelism", "1"));
        assertThat(sequence(Run.of("sample", plan.toString(), "--parallelism", "3", "--output", "jsonl:-")))
                .as("parallelism and output do not matter")
                .isEqualTo(one);
        assertThat(sequence(Run.of("sample", plan.toString(), "--seed", "13"))).isNotEqualTo(one);
        assertThat(sequence(Run.of("sample", plan.toString(), "--max-iter", "4999")))
                .isNotEqualTo(one);
    }

    @Test
    void streamsThatAreLeftOutAreCounted() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "n\n1\n2\nthree\n");
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                "mux: round_robin\nstreams: [{items: [1], cycle: true}, {csv: t.csv, rows: in_order, on_error: skip}]\nstop: {samples: 100}\n");
        Run run = Run.of("sample", plan.toString(), "--seed", "1");
        assertThat(run.code()).isZero();
        assertThat(run.err().get(1)).startsWith("  2 activations, 0 empty, 1 stream skipped, sequence ");
    }

    @Test
    void batchesAreCountedBySample() throws IOException {
        Path page = folder.resolve("report.html");
        Run run = Run.of("sample", Run.example("digits.yaml"), "--output", "jsonl:-", "--report", page.toString());
        Map<Integer, Long> digits = new TreeMap<>();
        for (String text : run.outLines()) {
            JSON.readTree(text).get("value").get("Y").forEach(digit -> digits.merge(digit.asInt(), 1L, Long::sum));
        }
        String html = Files.readString(page);
        assertThat(figures(html)).containsEntry("samples", "6400").containsEntry("batches", "100");
        digits.forEach((digit, count) -> share(shares(html).get("digits/digit-" + digit + ".npz"), 0.1, count));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldBeforeTheRun() {
        Run run = Run.of("sample", Run.example("digits.yaml"), "--report", folder + "/none/report.html");
        assertThat(run)
                .isEqualTo(new Run(
                        2,
                        "",
                        List.of("--report is " + folder + "/none/report.html, but there is no folder " + folder
                                + "/none: make it first")));
        assertThat(Run.of("sample", Run.example("digits.yaml"), "--report", folder.toString())
                        .err())
                .containsExactly("--report is " + folder + ", which is a folder: give the name of a file in it");
    }

    /** As docs/cli.md says: counted again here, and not by the program's own class. */
    private static long hash(JsonNode line) {
        long hash = Seeds.mix(line.get("shard").asLong(), line.get("draw").asLong());
        hash = Seeds.mix(hash, line.get("epoch").asLong());
        for (String child : line.get("path").asText().split("/")) {
            hash = Seeds.mix(hash, Long.parseLong(child));
        }
        hash = Seeds.mix(hash, line.get("activation").asLong());
        return Seeds.mix(hash, line.get("offset").asLong());
    }

    private static void share(String[] row, double asked, long samples) {
        assertThat(row[2]).isEqualTo(Long.toString(samples));
        // Shares are rounded to four places.
        assertThat(Double.parseDouble(row[0])).isCloseTo(asked, within(0.00005));
        double all = Double.parseDouble(row[3]);
        assertThat(Double.parseDouble(row[1])).isCloseTo(samples / all, within(0.00005));
    }

    /** Stream → asked, given, samples, and the samples of all. */
    private static Map<String, String[]> shares(String html) {
        Map<String, String[]> shares = new LinkedHashMap<>();
        Matcher rows = SHARE.matcher(html);
        while (rows.find()) {
            shares.put(rows.group(2), new String[] {
                rows.group(3), rows.group(4), rows.group(5), figures(html).get("samples")
            });
        }
        return shares;
    }

    private static Map<String, String> figures(String html) {
        Map<String, String> figures = new TreeMap<>();
        Matcher rows = FIGURE.matcher(html);
        while (rows.find()) {
            figures.put(rows.group(1), rows.group(2));
        }
        return figures;
    }

    static String sequence(Run run) {
        return run.err().stream()
                .filter(line -> line.contains(", sequence "))
                .map(line -> line.replaceAll(".*, sequence ([0-9a-f]{16})$", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
