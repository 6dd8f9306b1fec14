// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

/** What {@code check} says of an example is what {@code sample} then does. */
class CheckForeseesITCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int DRAWS = 60_000;

    private static final int RATE = 16;

    @TempDir
    Path folder;

    /** One line of a run of single samples with provenance. */
    private record Line(int shard, long epoch, String path, long activation, String value) {}

    /** The bound on a stream's count is that of the example's outermost mux. */
    @ParameterizedTest
    @CsvSource({"digits.yaml, TOLD", "even-odd.yaml, CHANCE", "classes.yaml, TURNS"})
    void endlessExamples(String example, String bound) throws IOException {
        Path plan = singleSamples(example);
        List<String> check = check(plan);
        Run run = Run.of("sample", plan.toString(), "--max-iter", "" + DRAWS, "--provenance", "--output", "jsonl:-");
        assertThat(run.code()).isZero();
        List<Line> lines = lines(run);

        // 60 000 draws miss one of 1797 rows with a chance below 1797 · (1 − .05/187)^60 000 < 2e-4 where a row is
        // rarest:
        // an odd digit's, of 187 rows, in even-odd.yaml. The seed is fixed.
        Set<String> rows = new HashSet<>();
        lines.forEach(line -> rows.add(line.path + line.value));
        assertThat(number(check, "rows an epoch +([0-9,]+)")).isEqualTo(rows.size());

        // Streams are opened as slots become free, so all slots are in use once some draws were made.
        assertThat(mostActive(lines)).isEqualTo(number(check, "open at a time +([0-9,]+) files at most"));

        Set<Long> activations = new HashSet<>();
        lines.forEach(line -> activations.add(line.activation));
        double foreseen =
                Double.parseDouble(value(check, "activations +([0-9.]+) opened for 1,000 samples")) * DRAWS / 1000;
        // Quotas have at most the variance of whole numbers with mean rate that are at least 1: (rate − 1)·rate. So the
        // count
        // of activations has at most the standard deviation of as many coin tosses; five of these, and those that are
        // not done.
        assertThat((double) activations.size()).isCloseTo(foreseen, within(5 * Math.sqrt(foreseen) + 10));

        Map<String, Double> asked = shares(check);
        assertThat(asked).hasSize(10);
        Map<String, Long> given = new TreeMap<>();
        lines.forEach(line -> given.merge(leaf(line, new ArrayList<>(asked.keySet())), 1L, Long::sum));
        double told =
                bound.equals("TOLD") ? number(check, "share error +no stream is more than ([0-9,]+) samples .*") : 0;
        asked.forEach((name, share) -> {
            double tolerance =
                    switch (bound) {
                        case "TOLD" -> told;
                        case "TURNS" -> 1;
                            // As in SampleCommandITCase.sharesAreTheWeights, for a fifth of the mux's samples, which
                            // are themselves
                            // a binomial number.
                        default -> 5
                                * (Math.sqrt(5 * share * DRAWS / RATE * (RATE * RATE + RATE) * 0.2 * 0.8)
                                        + RATE
                                        + Math.sqrt(DRAWS * 0.25 * 0.75) / 5);
                    };
            assertThat((double) given.get(name)).as(name).isCloseTo(share * DRAWS, within(tolerance));
        });
    }

    @Test
    void theExampleThatEnds() throws IOException {
        Path plan = singleSamples("breast-cancer.yaml");
        List<String> check = check(plan);
        Run run = Run.of("sample", plan.toString(), "--provenance", "--output", "jsonl:-");
        List<Line> lines = lines(run);
        long rows = number(check, "rows an epoch +([0-9,]+)");
        for (int epoch = 0; epoch < 2; epoch++) {
            int pass = epoch;
            assertThat(lines.stream().filter(line -> line.epoch == pass).count())
                    .isEqualTo(rows);
        }
        assertThat(lines).hasSize((int) (2 * rows));
        assertThat(mostActive(lines)).isEqualTo(number(check, "open at a time +([0-9,]+) files at most"));
        assertThat(check).contains("activations      as streams end", "gives            samples until the plan ends");
    }

    @Test
    void batches() throws IOException {
        Run run = Run.of("sample", Run.example("digits.yaml"), "--output", "npz:" + folder.resolve("out"));
        assertThat(run.err().get(0)).contains(" in 100 batches");
        assertThat(Run.of("check", Run.example("digits.yaml")).outLines()).contains("gives            100 batches");
    }

    /** The example as it draws, without the batches: of these only the last sample's provenance is known. */
    private Path singleSamples(String example) throws IOException {
        String text = Files.readString(Run.EXAMPLES.resolve(example))
                .replaceAll("(?m)^buffer: .*$", "")
                .replaceAll("(?m)^stop: \\{(batches|samples).*$", "")
                .replaceAll("(digits/|breast-cancer.csv)", Run.EXAMPLES + "/$1");
        return Files.writeString(folder.resolve(example), text);
    }

    private static List<String> check(Path plan) {
        Run check = Run.of("check", plan.toString());
        assertThat(check.code()).as(() -> String.join("\n", check.err())).isZero();
        return check.outLines();
    }

    private static List<Line> lines(Run run) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : run.outLines()) {
            JsonNode line = JSON.readTree(text);
            lines.add(new Line(
                    line.get("shard").asInt(),
                    line.get("epoch").asLong(),
                    line.get("path").asText(),
                    line.get("activation").asLong(),
                    line.get("value").get("X").toString()));
        }
        return lines;
    }

    /** The most activations that are between their first and last sample, over all shards. */
    private static long mostActive(List<Line> lines) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            last.put(lines.get(i).shard + " " + lines.get(i).activation, i);
        }
        Set<String> active = new HashSet<>();
        long most = 0;
        for (int i = 0; i < lines.size(); i++) {
            String activation = lines.get(i).shard + " " + lines.get(i).activation;
            active.add(activation);
            most = Math.max(most, active.size());
            if (last.get(activation) == i) {
                active.remove(activation);
            }
        }
        return most;
    }

    /** Leaves and their shares, in the order of their paths. */
    private static Map<String, Double> shares(List<String> check) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (String line : check) {
            Matcher leaf = Pattern.compile(" +(\\S+\\.npz)  ([0-9.]+)").matcher(line);
            if (leaf.matches()) {
                shares.put(leaf.group(1), Double.parseDouble(leaf.group(2)));
            }
        }
        return shares;
    }

    private static String leaf(Line line, List<String> leaves) {
        String[] path = line.path.split("/");
        boolean classes = path.length == 2
                && leaves.get(0).contains("digit-0")
                && leaves.get(1).contains("digit-1");
        int number = path.length == 1 || classes
                ? Integer.parseInt(path[0])
                : 5 * Integer.parseInt(path[0]) + Integer.parseInt(path[1]);
        return leaves.get(number);
    }

    private static long number(List<String> lines, String pattern) {
        return Long.parseLong(value(lines, pattern).replace(",", ""));
    }

    private static String value(List<String> lines, String pattern) {
        return lines.stream()
                .filter(line -> line.matches(pattern))
                .map(line -> line.replaceAll(pattern, "$1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is not in " + lines));
    }
}
