// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The plans and commands of {@code docs/recipes.md} in their order, with the program as it is delivered. */
class RecipesPageITCase {

    private static final Path DELIVERED = Path.of("target/pescador").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everyRecipeWorks() throws Exception {
        data();
        List<MatchResult> blocks = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(new Page("recipes.md").text())
                .results()
                .toList();
        String printed = "";
        int commands = 0;
        for (MatchResult block : blocks) {
            String text = block.group(2);
            switch (block.group(1)) {
                case "yaml" -> Files.writeString(
                        folder.resolve(text.lines().findFirst().orElseThrow().substring(2)), text);
                case "sh" -> {
                    printed = run(text);
                    commands++;
                }
                case "" -> shows(printed, text);
                default -> assertThat(block.group(1)).isEqualTo("text");
            }
        }
        assertThat(commands).isEqualTo(6);
        tokensHaveTheirShares();
    }

    /** Whether a printed line begins like each of those shown, but for how wide columns are. */
    private static void shows(String printed, String shown) {
        List<String> lines = printed.lines().map(RecipesPageITCase::narrow).toList();
        assertThat(shown.lines().map(RecipesPageITCase::narrow))
                .allSatisfy(start -> assertThat(lines).anyMatch(line -> line.startsWith(start)));
    }

    private static String narrow(String line) {
        return line.strip().replaceAll(" +", " ");
    }

    private void tokensHaveTheirShares() throws IOException {
        long web = 0;
        long all = 0;
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(folder.resolve("tokens.jsonl"))) {
            JsonNode tokens = json.readTree(line).get("value");
            tokens = tokens.isArray() ? tokens : tokens.get("tokens");
            all += tokens.size();
            web += tokens.size() == 200 ? 200 : 0;
        }
        // n = 10,000 draws of chance p = .9211: the web has 200 n_w of 200 n_w + 1000 (n − n_w) tokens. By the delta
        // method the
        // standard error of that share is 1000 · 200 / 263.1² · sqrt(p (1 − p) / n) = .0078; five of them.
        assertThat((double) web / all).isCloseTo(0.7, within(0.039));
        assertThat(json.readTree(folder.resolve("tokens.json").toFile())
                        .get("samples")
                        .asLong())
                .isEqualTo(10_000);
    }

    private void data() throws IOException {
        StringBuilder table = new StringBuilder("x,y,label\n");
        int rows = 40;
        for (String label : List.of("cat", "dog", "owl")) {
            Files.createDirectories(folder.resolve("data/" + label));
            for (int file = 0; file < 10; file++) {
                Files.writeString(
                        folder.resolve("data/" + label + "/" + file + ".csv"), "x,y\n" + "1.5,2\n".repeat(rows));
            }
            table.append(("1,2," + label + "\n").repeat(rows));
            rows += 20;
        }
        Files.writeString(folder.resolve("table.csv"), table);
        corpus("web", 200);
        corpus("books", 1000);
    }

    private void corpus(String name, int tokens) throws IOException {
        Files.createDirectories(folder.resolve(name));
        String text = IntStream.range(0, tokens).mapToObj(Integer::toString).collect(Collectors.joining(","));
        for (int file = 0; file < 8; file++) {
            Files.writeString(
                    folder.resolve(name + "/" + file + ".jsonl"), ("{\"tokens\":[" + text + "]}\n").repeat(50));
        }
    }

    private String run(String commands) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("sh", "-ec", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().merge("PATH", DELIVERED.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.environment().put("PESCADOR_LOG", folder.resolve("flink.log").toString());
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(commands).isTrue();
        String printed = Files.readString(out);
        assertThat(process.exitValue()).as(() -> commands + ": " + printed).isZero();
        return printed;
    }
}
