// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The page of {@code --report} as a browser shows it. Skipped without Chromium: {@code apt-get install chromium-headless-shell}. */
class ReportPageITCase {

    private static final Pattern ROW = Pattern.compile(
            "<tr(?: class=\"mux\")?><td class=\"name\"[^>]*>([^<]*)</td><td class=\"n\">([^<]*)</td><td class=\"n\">([^<]*)</td>"
                    + "<td class=\"n\">([^<]*)</td><td class=\"n\">([^<]*)</td>");

    private static final Pattern FIGURE = Pattern.compile("<dt>([^<]*)</dt><dd[^>]*>([^<]*)</dd>");

    @TempDir
    Path folder;

    private String browser;

    @BeforeEach
    void isThere() {
        browser = Stream.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
        assumeTrue(browser != null, "no Chromium");
    }

    @Test
    void itsFiguresAreThoseThatTheLinesHave() throws Exception {
        Path page = folder.resolve("report.html");
        Run run = Run.of(
                "sample",
                Run.example("digits.yaml"),
                "--provenance",
                "--output",
                "jsonl:" + folder + "/lines",
                "--report",
                page.toString());
        assertThat(run.code()).isZero();
        Map<String, Long> digits = new TreeMap<>();
        Matcher found = Pattern.compile("\"Y\":\\[([0-9,]*)\\]").matcher(Files.readString(folder.resolve("lines")));
        while (found.find()) {
            for (String digit : found.group(1).split(",")) {
                digits.merge("digits/digit-" + digit + ".npz", 1L, Long::sum);
            }
        }
        String html = shown(page);
        Map<String, String> figures = new TreeMap<>();
        Matcher figure = FIGURE.matcher(html);
        while (figure.find()) {
            figures.put(figure.group(1), figure.group(2));
        }
        assertThat(figures)
                .containsEntry("samples", "6,400")
                .containsEntry("batches", "100")
                .containsEntry("activations", "406")
                .containsEntry("sequence", "fe25cb0c863b0d57");
        Map<String, Long> rows = new TreeMap<>();
        Matcher row = ROW.matcher(html);
        while (row.find()) {
            rows.put(row.group(1), Long.parseLong(row.group(5).replace(",", "")));
            assertThat(row.group(2)).isEqualTo("0.1000");
            assertThat(row.group(3)).isEqualTo(String.format("%.4f", rows.get(row.group(1)) / 6400.0));
        }
        assertThat(rows).isEqualTo(digits);
        assertThat(html).contains("no stream leaves the band, which is 63 samples wide");
        assertThat(html.split("<canvas", -1)).as("plots").hasSize(3);
    }

    @Test
    void threeThousandStreamsFitIntoAMegabyte() throws Exception {
        StringBuilder plan =
                new StringBuilder("seed: 1\nmux: stochastic\nn_active: 64\nrate: 4\nweights: {\"*\": 1}\nstreams:\n");
        for (int i = 0; i < 3000; i++) {
            plan.append("  - {name: \"corpus-")
                    .append(i % 7)
                    .append("/speaker-")
                    .append(i)
                    .append(".npz\", items: [1, 2, 3]}\n");
        }
        Files.writeString(folder.resolve("plan.yaml"), plan + "stop: {samples: 20k}\n");
        Path page = folder.resolve("report.html");
        Run run = Run.of("sample", folder + "/plan.yaml", "--report", page.toString());
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
        assertThat(Files.size(page)).isLessThan(1_000_000);
        Matcher row = ROW.matcher(shown(page));
        List<String> names = new ArrayList<>();
        while (row.find()) {
            names.add(row.group(1));
        }
        assertThat(names).hasSize(3000).startsWith("corpus-0/speaker-0.npz", "corpus-1/speaker-1.npz");
    }

    /** The page once its script has run; whatever the script complains of fails the test. */
    private String shown(Path page) throws IOException, InterruptedException {
        Path html = folder.resolve("shown.html");
        Path log = folder.resolve("browser.log");
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(html.toFile())
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains("CONSOLE"));
        return Files.readString(html);
    }
}
