// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The plans of {@code docs/batches.md} keep the laws that the page states, and refuse what it says. */
class BatchesPageTest {

    @TempDir
    Path temporary;

    private PlanFolder folder;

    @BeforeEach
    void someData() throws IOException {
        folder = new PlanFolder(temporary);
        Random random = new Random(4);
        for (String name : List.of("web-1", "web-2", "code", "math")) {
            String source = name.substring(0, name.equals("math") || name.equals("code") ? 4 : 3);
            folder.file(
                    "text/" + name + ".jsonl",
                    IntStream.range(0, 300)
                            .mapToObj(i -> "{\"ids\": "
                                    + random.ints(1 + random.nextInt(900), 1, 50_000)
                                            .boxed()
                                            .toList()
                                    + ", \"source\": \"" + source + "\"}\n")
                            .collect(Collectors.joining()));
        }
        for (String name : List.of("ant", "bat", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay")) {
            folder.npz("images/" + name + "/1.npz", 3, 2).npz("images/" + name + "/2.npz", 5, 2);
        }
        folder.file(
                "clicks/1.csv",
                IntStream.range(0, 500)
                        .mapToObj(i -> i + "," + i + ",u" + random.nextInt(40) + "\n")
                        .collect(Collectors.joining("", "a,b,user\n", "")));
    }

    @Test
    void everyBatchHasExactCounts() throws Exception {
        for (Sample batch : drawn(plan("exact"), 500)) {
            List<String> sources = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                sources.add(batch.get("source").getString(i));
            }
            assertThat(sources.subList(0, 10)).containsOnly("web");
            assertThat(sources.subList(10, 15)).containsOnly("code");
            assertThat(sources.get(15)).isEqualTo("math");
            assertPadded(batch);
        }
    }

    @Test
    void everyBatchHasEightClassesOfFour() throws Exception {
        Set<Long> all = new HashSet<>();
        for (Sample batch : drawn(plan("classes"), 500)) {
            NdArray label = batch.get("label");
            List<Long> classes = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                classes.add(label.getLong(i));
            }
            assertThat(new HashSet<>(classes)).hasSize(8);
            assertThat(classes.stream()
                            .collect(Collectors.groupingBy(it -> it, Collectors.counting()))
                            .values())
                    .containsOnly(4L);
            all.addAll(classes);
        }
        assertThat(all).hasSize(10);
    }

    @Test
    void noTwoOfABatchAreOneUsers() throws Exception {
        for (Sample batch : drawn(plan("users"), 500)) {
            Set<String> users = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                users.add(batch.get("user").getString(i));
            }
            assertThat(users).hasSize(8);
        }
    }

    @Test
    void noBatchIsAboveItsBudget() throws Exception {
        for (Sample batch : drawn(plan("budget"), 300)) {
            assertThat(batch.get("ids").size()).isBetween(1, 8192);
            assertPadded(batch);
        }
        assertThat(folder.mistakes(plan("budget") + "stop: {samples: 100}\n"))
                .containsExactly("plan.yaml:8: stop counts samples, but these batches differ in size: count batches");
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        String exact = plan("exact");
        says(
                exact.replace("math: 1}", "maths: 1}"),
                "plan.yaml:3: turns names \"maths\", but no stream is called so: there are web, code, math");
        says(
                exact.replace(", math: 1}", "}"),
                "plan.yaml:3: turns has no number for stream \"math\": give each stream its turn");
        says(exact.replace("web: 10", "web: 0"), "plan.yaml:3: web is 0: a turn has a whole number of samples ≥ 1");
        says(
                exact.replace("buffer: {size: 16}\n", ""),
                "plan.yaml:8: pad evens out the arrays of a batch, and this node makes none: add buffer");
        says(
                plan("classes").replace("distinct: 8", "distinct: 11"),
                "plan.yaml:1: mux \"round_robin\": distinct is 11, and there are 10 streams: a batch cannot have more different ones than there are");
        says(
                plan("users").replace("distinct: user", "units: 100"),
                "plan.yaml:5: units counts the length of samples: say of which array, bucket: {by: {length: ids}}");
        says(
                plan("budget").replace("bucket: {by: {length: ids}}", "bucket: {by: {length: ids}, bounds: [4, 4]}"),
                "plan.yaml:6: bounds has 4 after 4: a list of lengths in rising order, as [16, 32, 64]");
        says(
                plan("budget").replace("units: 8192, ", ""),
                "plan.yaml:6: size is missing: a batch has a whole number of samples ≥ 1");
    }

    private void says(String plan, String line) throws IOException {
        assertThat(folder.mistakes(plan)).containsExactly(line);
    }

    /** Beyond its length a row is 0, and before it is not: the data has no 0. */
    private static void assertPadded(Sample batch) {
        NdArray ids = batch.get("ids");
        NdArray lengths = batch.get("ids_length");
        int longest = 0;
        for (int row = 0; row < ids.length(0); row++) {
            int length = (int) lengths.getLong(row);
            longest = Math.max(longest, length);
            for (int i = 0; i < ids.length(1); i++) {
                assertThat(ids.getLong(row * ids.length(1) + i) != 0).isEqualTo(i < length);
            }
        }
        assertThat(ids.length(1)).isEqualTo(longest);
    }

    private List<Sample> drawn(String plan, int batches) throws Exception {
        List<Sample> drawn = new ArrayList<>();
        folder.load(plan).streamer().iterate(7, batches).forEach(drawn::add);
        return drawn;
    }

    private static String plan(String name) throws IOException {
        Matcher found = Pattern.compile("<!-- plan: " + name + " -->\n```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "batches.md")));
        assertThat(found.find()).as(name).isTrue();
        return found.group(1);
    }
}
