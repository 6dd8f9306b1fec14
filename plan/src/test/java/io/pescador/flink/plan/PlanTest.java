// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.compile.StreamTag;
import io.pescador.flink.plan.key.Scalars;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** What plans mean. */
class PlanTest {

    @TempDir
    Path temporary;

    private PlanFolder folder;

    @BeforeEach
    void someData() throws IOException {
        folder = new PlanFolder(temporary);
        folder.npz("data/cat/1.npz", 4, 2).npz("data/cat/2.npz", 6, 2).npz("data/dog/1.npz", 8, 2);
    }

    // ---- pescador's own plans

    static Stream<JsonNode> exactCases() throws IOException {
        return cases("exact");
    }

    static Stream<JsonNode> allCases() throws IOException {
        return Stream.concat(cases("exact"), cases("statistical"));
    }

    private static Stream<JsonNode> cases(String kind) throws IOException {
        try (InputStream in = PlanTest.class.getResourceAsStream("/conformance/pescador.json")) {
            JsonNode cases = new ObjectMapper().readTree(in).get(kind);
            return StreamSupport.stream(cases.spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("exactCases")
    void givesWhatPescadorGives(JsonNode given) throws Exception {
        SamplePlan plan = folder.load(given.get("plan").toString());
        List<String> expected = new ArrayList<>();
        given.get("expect")
                .forEach(pair ->
                        expected.add(pair.get(0).asText() + " " + pair.get(1).asText()));
        assertThat(drawn(plan.streamer(), 1, expected.size() + 1, PlanTest::value)
                        .subList(0, expected.size()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("allCases")
    void readsEveryPlanOfPescadors(JsonNode given) throws Exception {
        SamplePlan plan = folder.load(given.get("plan").toString());
        assertThat(drawn(plan.streamer(), 1, 100, PlanTest::value)).isNotEmpty();
    }

    // ---- the grammar

    @Test
    void yamlAndJsonAreTheSame() throws Exception {
        String yaml =
                """
                seed: 7
                mux: stochastic
                n_active: 2
                rate: 3
                weights: {"cat*": 3, "*": 1}
                of: {npz: "data/{class}/*.npz", fields: [X, Y]}
                """;
        String json =
                """
                {"seed": 7, "mux": "stochastic", "n_active": 2, "rate": 3, "weights": {"cat*": 3, "*": 1},
                 "of": {"npz": "data/{class}/*.npz", "fields": ["X", "Y"]}}
                """;
        SamplePlan one = folder.load(yaml.replace("cat*", "data/cat/*"));
        SamplePlan two = folder.load(json.replace("cat*", "data/cat/*"));
        assertThat(drawn(two.streamer(), 7, 200, PlanTest::y)).isEqualTo(drawn(one.streamer(), 7, 200, PlanTest::y));
    }

    @ParameterizedTest
    @CsvSource({
        "5_000_000, 5000000",
        "5M, 5000000",
        "2k, 2000",
        "1G, 1000000000",
        "1.5M, 1500000",
        "0, 0",
        "-3, -3",
        "+3, 3",
        "9223372036854775807, 9223372036854775807"
    })
    void wholeNumbers(String word, long number) {
        assertThat(Scalars.read(word)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"1e6, 1e6", "0.5, 0.5", ".5, 0.5", "2., 2.0", "-1.5e-3, -0.0015", "1e400, Infinity", "-.inf, -Infinity"
    })
    void otherNumbers(String word, double number) {
        assertThat(Scalars.read(word)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "yes",
        "no",
        "on",
        "off",
        "y",
        "010",
        "00",
        "0x1F",
        "0o7",
        "5MB",
        "1_",
        "_1",
        "1-2",
        "12:30:45",
        "e5",
        "."
    })
    void words(String word) {
        assertThat(Scalars.read(word)).isEqualTo(word);
    }

    @Test
    void itemsAreArraysOfTheTypesTheyLookLike() throws Exception {
        Streamer<Sample> items = folder.load(
                        """
                        items: [a0, 3, 2.5, true, "7", 010, [1, 2], [1, 2.5], [[a], [bc]], {x: 1, y: [no, on]}]
                        """)
                .streamer();
        List<Sample> samples = new ArrayList<>();
        items.iterate(1).forEach(samples::add);
        assertThat(samples)
                .containsExactly(
                        Sample.of("value", NdArray.scalar("a0")),
                        Sample.of("value", NdArray.scalar(3L)),
                        Sample.of("value", NdArray.scalar(2.5)),
                        Sample.of("value", NdArray.scalar(true)),
                        Sample.of("value", NdArray.scalar("7")),
                        Sample.of("value", NdArray.scalar("010")),
                        Sample.of("value", NdArray.of(1L, 2L)),
                        Sample.of("value", NdArray.of(1.0, 2.5)),
                        Sample.of("value", NdArray.of("a", "bc").reshape(2, 1)),
                        Sample.of("x", NdArray.scalar(1L), "y", NdArray.of("no", "on")));
    }

    @Test
    void variablesStandAnywhere() throws Exception {
        String plan =
                """
                seed: ${seed}
                vars: {seed: 3, folder: data, n: 2}
                mux: stochastic
                n_active: ${n}
                rate: 2
                of: {npz: "${folder}/*/*.npz"}
                """;
        SamplePlan byDefault = folder.load(plan);
        assertThat(byDefault.seed()).isEqualTo(3);
        assertThat(byDefault.maxOpen()).isEqualTo(2);
        assertThat(folder.load(plan, Map.of("n", "3", "seed", "1_000")).seed()).isEqualTo(1000);
    }

    // ---- patterns

    @Test
    void childrenAreNumberedByTheirPaths() throws Exception {
        SamplePlan plan = folder.load("mux: chain\nof: {npz: \"data/*/*.npz\"}\n");
        assertThat(names(plan.tree())).containsExactly("data/cat/1.npz", "data/cat/2.npz", "data/dog/1.npz");
    }

    @Test
    void eachMakesAChildPerCapturedValue() throws Exception {
        SamplePlan plan = folder.load(
                """
                mux: round_robin
                each: class
                of: {npz: "data/{class}/*.npz", fields: {Y: Y, label: "{class}"}}
                """);
        assertThat(names(plan.tree())).containsExactly("cat", "dog");
        assertThat(plan.tree().leaves())
                .extracting(LeafSpec::path)
                .allMatch(file -> file.startsWith(temporary.toString()));
        assertThat(drawn(plan.streamer(), 1, 4, (trace, sample) -> sample.get("label")
                        .getString(0)))
                .containsExactly("cat", "dog", "cat", "dog");
    }

    @Test
    void eachUnfoldsAMux() throws Exception {
        SamplePlan plan = folder.load(
                """
                mux: shuffled
                each: class
                weights: {cat: 3, dog: 1}
                of:
                  mux: stochastic
                  n_active: 2
                  rate: 2
                  of: {npz: "data/{class}/*.npz"}
                """);
        MuxSpec root = (MuxSpec) plan.tree();
        assertThat(names(root)).containsExactly("cat", "dog");
        assertThat(names(root.streams().get(0))).containsExactly("data/cat/1.npz", "data/cat/2.npz");
        assertThat(root.shares()[0]).isEqualTo(0.75);
    }

    @Test
    void aGroupReadsItsFilesOneAfterTheOther() throws Exception {
        SamplePlan plan = folder.load("npz: data/cat/*.npz\nrows: in_order\n");
        assertThat(plan.maxOpen()).isEqualTo(1);
        List<String> all = drawn(plan.streamer(), 3, 100, (trace, sample) -> trace.path()[0] + ":" + y(trace, sample));
        List<String> first = IntStream.range(0, 4).mapToObj(i -> "0:0 " + i).toList();
        List<String> second = IntStream.range(0, 6).mapToObj(i -> "1:1 " + i).toList();
        assertThat(all).hasSize(10).containsSubsequence(first).containsSubsequence(second);
        assertThat(all.stream().map(text -> text.charAt(0)).distinct()).hasSize(2);
    }

    // ---- rows, windows, steps

    @Test
    void rowsOfAnNpzAreShuffledAndThoseOfACsvRotate() throws Exception {
        folder.file("t.csv", "n\n0\n1\n2\n3\n");
        SamplePlan npz = folder.load("npz: data/dog/1.npz\nepochs: 2\n");
        List<String> order = drawn(npz.streamer(), 5, 100, PlanTest::y);
        assertThat(order.subList(0, 8)).isNotEqualTo(order.subList(8, 16));
        assertThat(order.subList(0, 8)).containsExactlyInAnyOrderElementsOf(order.subList(8, 16));
        SamplePlan csv =
                folder.load("mux: stochastic\nn_active: 1\nrate: 3\ndist: constant\nstreams: [{csv: t.csv}]\n");
        assertThat(drawn(
                        csv.streamer(), 5, 6, (trace, sample) -> sample.get("n").getString(0)))
                .containsExactly("0", "1", "2", "3", "0", "1");
    }

    @Test
    void cellsAreReadAsTheLeafSays() throws Exception {
        folder.file("t.csv", "1;a;2\n3;b;4.5\n");
        SamplePlan plan = folder.load(
                """
                csv: t.csv
                header: false
                separator: ";"
                fields: {X: [0, 2], name: 1}
                types: {X: float32}
                rows: in_order
                """);
        List<Sample> samples = new ArrayList<>();
        plan.streamer().iterate(1).forEach(samples::add);
        assertThat(samples)
                .containsExactly(
                        Sample.of("X", NdArray.of(1f, 2f), "name", NdArray.scalar("a")),
                        Sample.of("X", NdArray.of(3f, 4.5f), "name", NdArray.scalar("b")));
        folder.file("t.tsv", "n\tm\n1\t2\n");
        assertThat(folder.load("csv: t.tsv\nseparator: \"\\t\"\n").streamer().iterate(1))
                .containsExactly(Sample.of("n", NdArray.scalar(1L), "m", NdArray.scalar(2L)));
        folder.file("t.jsonl", "{\"n\": 1}\n");
        assertThat(folder.load("jsonl: t.jsonl\ntypes: {n: uint8}\n").streamer().iterate(1))
                .singleElement()
                .satisfies(sample -> assertThat(sample.get("n").dtype()).isEqualTo(DType.UINT8));
    }

    @Test
    void windowsHoldRowsSideBySide() throws Exception {
        SamplePlan plan = folder.load("npz: data/dog/1.npz\nrows: in_order\nwindow: {size: 4, stride: 2}\n");
        List<String> shapes = drawn(plan.streamer(), 1, 100, (trace, sample) -> List.of(
                        sample.get("X").length(0), sample.get("Y").getLong(0))
                .toString());
        assertThat(shapes).containsExactly("[4, 0]", "[4, 2]", "[4, 4]");
    }

    @Test
    void stepsComeInTheirOrderWhateverTheOrderOfTheKeys() throws Exception {
        SamplePlan plan = folder.load("buffer: {size: 3, partial: true}\nmax_iter: 7\ncycle: true\nitems: [1, 2]\n");
        List<Sample> batches = new ArrayList<>();
        plan.streamer().iterate(1).forEach(batch -> batches.add(StreamTag.without(batch)));
        assertThat(batches)
                .containsExactly(
                        Sample.of("value", NdArray.of(1L, 2L, 1L)),
                        Sample.of("value", NdArray.of(2L, 1L, 2L)),
                        Sample.of("value", NdArray.of(1L)));
    }

    @Test
    void batchesTellWhatTheyAreMadeOf() throws Exception {
        SamplePlan plan = folder.load(
                """
                mux: round_robin
                streams: [{items: [1, 2]}, {items: [3, 4]}]
                buffer: 4
                """);
        Sample batch = plan.streamer().iterate(1).iterator().next();
        assertThat(StreamTag.leaves(batch)).isEqualTo(NdArray.of(0L, 1L, 0L, 1L));
        assertThat(StreamTag.without(batch)).isEqualTo(Sample.of("value", NdArray.of(1L, 3L, 2L, 4L)));
    }

    @Test
    void classesOfTheAuthorsAreLeavesAndSteps() throws Exception {
        SamplePlan plan = folder.load("class: " + Counting.class.getName() + "\nmap: " + Doubling.class.getName()
                + "\nfilter: " + NotFour.class.getName() + "\nmax_iter: 4\n");
        assertThat(drawn(plan.streamer(), 1, 10, PlanTest::value)).containsExactly(" 0", " 2", " 6", " 8");
    }

    // ---- weights and stops

    @Test
    void weightsByNamePatternFileAndRows() throws Exception {
        String of = "of: {npz: \"data/*/*.npz\"}\n";
        folder.file("w.csv", "name,weight\ndata/cat/1.npz,1\ndata/cat/2.npz,2\n*,5\n");
        assertThat(weights("mux: shuffled\nweights: {data/dog/1.npz: 2, \"data/cat/*\": 1}\n" + of))
                .containsExactly(1, 1, 2);
        assertThat(weights("mux: shuffled\nweights: w.csv\n" + of)).containsExactly(1, 2, 5);
        assertThat(weights("mux: shuffled\nweights: {per: rows}\n" + of)).containsExactly(4, 6, 8);
        assertThat(weights("mux: shuffled\nweights: [1, 0, 2.5]\n" + of)).containsExactly(1, 0, 2.5);
    }

    @Test
    void stopCountsWhatThePlanGives() throws Exception {
        String mux = "mux: shuffled\nof: {npz: \"data/*/*.npz\"}\n";
        assertThat(folder.load(mux + "stop: {samples: 5M}\n").maxEmitted()).isEqualTo(5_000_000);
        assertThat(folder.load(mux + "buffer: 8\nstop: {batches: 3}\n").maxEmitted())
                .isEqualTo(3);
        assertThat(folder.load(mux + "buffer: 8\nstop: {samples: 30}\n").maxEmitted())
                .isEqualTo(3);
        SamplePlan passes = folder.load("npz: data/dog/1.npz\nstop: {epochs: 3}\n");
        assertThat(passes.maxEmitted()).isNull();
        assertThat(drawn(passes.streamer(), 1, 100, PlanTest::y)).hasSize(24);
    }

    @Test
    void slotsBeyondTheStreamsAreNoticed() throws Exception {
        assertThat(folder.load("mux: stochastic\nmode: single_active\nn_active: 9\nof: {npz: \"data/*/*.npz\"}\n")
                        .notices())
                .containsExactly(
                        folder.path("plan.yaml") + ":3: n_active is 9, more than its 3 streams: it counts as 3");
    }

    // ---- helpers

    private double[] weights(String text) throws Exception {
        return ((MuxSpec) folder.load(text).tree()).inOrder();
    }

    private static List<String> names(Spec stream) {
        return ((MuxSpec) stream).streams().stream().map(Spec::name).toList();
    }

    private interface Shown {
        String of(Trace trace, Sample sample);
    }

    private static String value(Trace trace, Sample sample) {
        return path(trace) + " " + sample.get("value").getString(0);
    }

    private static String y(Trace trace, Sample sample) {
        return path(trace) + " " + sample.get("Y").getLong(0);
    }

    private static String path(Trace trace) {
        return String.join(
                "/", IntStream.of(trace.path()).mapToObj(Integer::toString).toList());
    }

    private static List<String> drawn(Streamer<Sample> streamer, long seed, int most, Shown shown) throws IOException {
        List<String> drawn = new ArrayList<>();
        Trace trace = new Trace();
        try (Sampling<Sample> sampling = Sampling.start(streamer, seed)) {
            while (drawn.size() < most && sampling.poll() == PollResult.ITEM) {
                sampling.locate(trace);
                drawn.add(shown.of(trace, sampling.sample()));
            }
        }
        return drawn;
    }
}
