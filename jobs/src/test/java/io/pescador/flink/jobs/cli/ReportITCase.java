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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The figures of the summary and the report are those that anybody can count from the lines that a run wrote. */
class ReportITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

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
        assertThat(shares.keySet()).containsExactly("a", "b", "nothing & less", "inner", "heavy", "light");
        share(shares.get("a"), 3.0 / 12, samples.get("0"));
        share(shares.get("b"), 2.0 / 12, samples.get("1"));
        share(shares.get("inner"), 6.0 / 12, samples.get("3/0") + samples.get("3/1"));
        share(shares.get("heavy"), 4.5 / 12, samples.get("3/0"));
        share(shares.get("light"), 1.5 / 12, samples.get("3/1"));
        share(shares.get("nothing & less"), 1.0 / 12, 0);
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
                .contains("/plan &lt;1&gt;.yaml</title>", "{name: heavy, items: [k, l, m], cycle: true}")
                .doesNotContain("<link", "src=", "href=", "url(", "@import", "plan <1>");
        JsonNode page1 = data(html);
        assertThat(page1.get("plan").asText()).isEqualTo(folder + "/plan <1>.yaml");
        assertThat(page1.get("repeat").asText()).isEqualTo("pescador sample '" + folder + "/plan <1>.yaml' --seed 12");
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
        Map<String, String[]> shares = shares(html);
        digits.forEach((digit, count) -> share(shares.get("digits/digit-" + digit + ".npz"), 0.1, count));
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
        assertThat(row[1]).isEqualTo(Long.toString(samples));
        assertThat(Double.parseDouble(row[0])).isCloseTo(asked, within(1e-12));
    }

    /** Stream → asked share, samples. */
    private static Map<String, String[]> shares(String html) throws IOException {
        Map<String, String[]> shares = new LinkedHashMap<>();
        for (JsonNode row : data(html).get("streams")) {
            shares.put(
                    row.get(1).asText(),
                    new String[] {row.get(2).asText(), row.get(3).asText()});
        }
        return shares;
    }

    private static Map<String, String> figures(String html) throws IOException {
        Map<String, String> figures = new TreeMap<>();
        data(html)
                .get("figures")
                .forEach(figure ->
                        figures.put(figure.get(0).asText(), figure.get(1).asText()));
        return figures;
    }

    /** What the page's script shows. */
    private static JsonNode data(String html) throws IOException {
        String start = "<script type=\"application/json\" id=\"run\">";
        int from = html.indexOf(start) + start.length();
        return JSON.readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    /** The points of the plot: what the streams of the root had given after so many samples, whatever the terminal was. */
    @Test
    void theHistoryIsThatOfTheLines() throws IOException {
        Path page = folder.resolve("report.html");
        Run run = Run.of(
                "sample",
                plan().toString(),
                "--provenance",
                "--output",
                "jsonl:-",
                "--parallelism",
                "1",
                "--report",
                page.toString());
        List<Integer> children = new ArrayList<>();
        for (String line : run.outLines()) {
            children.add(
                    Integer.parseInt(JSON.readTree(line).get("path").asText().split("/")[0]));
        }
        JsonNode history = data(Files.readString(page)).get("history");
        assertThat(history.get("names"))
                .extracting(JsonNode::asText)
                .containsExactly("a", "b", "nothing & less", "inner");
        assertThat(history.get("points")).hasSizeGreaterThan(30);
        double bound = data(Files.readString(page)).get("bound").asDouble();
        // 3 shards, rate 3, the heaviest of 4 streams has 1/2: 3 · 3·3·(1 + 1/2·√4).
        assertThat(bound).isCloseTo(54, within(1e-9));
        for (JsonNode point : history.get("points")) {
            int samples = point.get(0).asInt();
            for (int stream = 0; stream < 4; stream++) {
                int child = stream;
                assertThat(point.get(1 + stream).asLong())
                        .isEqualTo(children.subList(0, samples).stream()
                                .filter(found -> found == child)
                                .count());
            }
        }
    }

    static String sequence(Run run) {
        return run.err().stream()
                .filter(line -> line.contains(", sequence "))
                .map(line -> line.replaceAll(".*, sequence ([0-9a-f]{16})$", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
