// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.Overflow;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LiveBuffer;
import io.pescador.flink.plan.spec.LiveRule;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What a flow plan means, and what a person reads who made a mistake in one. */
class LivePlanTest {

    @TempDir
    Path temporary;

    private PlanFolder folder;

    @BeforeEach
    void aFolder() {
        folder = new PlanFolder(temporary);
    }

    @Test
    void everyKeyMeansWhatItSays() throws Exception {
        LivePlan plan = load(
                """
                seed: 7
                input: in
                output: jsonl:out.jsonl
                provenance: true
                vars: {open: 4}
                mux: stochastic
                n_active: ${open}
                rate: 1.5k
                dist: poisson
                weighting: pescador
                weights: {cat: 2, "d*": 1, "*": 0}
                stream_by: label
                ends_with: {last: true}
                idle_timeout: 90s
                lanes: 2
                max_streams: 100
                reservoir: {capacity: 64, half_life: 1000, max_repeats: 8, draws_per_record: 0.5}
                """);
        assertThat(plan.seed()).isEqualTo(7L);
        assertThat(plan.input()).isEqualTo("in");
        assertThat(plan.output()).isEqualTo("jsonl:out.jsonl");
        assertThat(plan.provenance()).isTrue();
        assertThat(plan.notices()).isEmpty();
        assertThat(plan.mux().policy())
                .isEqualTo(StochasticPolicy.of(4)
                        .rate(1500)
                        .dist(Dist.POISSON)
                        .mode(StochasticPolicy.Mode.SINGLE_ACTIVE)
                        .weighting(Weighting.PESCADOR));
        Input.Live live = live(plan);
        assertThat(live.streams()).isNull();
        assertThat(live.maxStreams()).isEqualTo(100);
        assertThat(live.buffer()).isEqualTo(new LiveBuffer.Reservoir(64, 1000.0, 8, 0.5));
        assertThat(live.idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(plan.lanes()).isEqualTo(2);
        assertThat(plan.rule().streamBy()).isEqualTo("label");
        assertThat(plan.rule().weights().of("cat")).isEqualTo(2);
        assertThat(plan.rule().weights().of("dog")).isEqualTo(1);
        assertThat(plan.rule().weights().of("bird")).isEqualTo(0);
    }

    @Test
    void littleIsNeeded() throws Exception {
        LivePlan plan = load("mux: shuffled\nstream_by: label\n");
        assertThat(live(plan).buffer()).isEqualTo(new LiveBuffer.Reservoir(256, null, null, 1));
        assertThat(plan.rule()).isEqualTo(new LiveRule("label", null, null, null, null, null));
        assertThat(live(load("mux: chain\nstream_by: label\nfifo: 8\n")).buffer())
                .isEqualTo(new LiveBuffer.Fifo(8, Overflow.DROP_OLDEST));
        assertThat(live(load("mux: chain\nstream_by: label\nfifo: {overflow: drop_newest}\n"))
                        .buffer())
                .isEqualTo(new LiveBuffer.Fifo(256, Overflow.DROP_NEWEST));
        assertThat(live(load("mux: chain\nstream_by: label\nspill: true\n")).buffer())
                .isEqualTo(new LiveBuffer.Spill());
        assertThat(load("mux: shuffled\nstream_by: l\nstreams: [a, 007]\nweights: [1, 3]\n")
                        .rule()
                        .weights()
                        .of("007"))
                .isEqualTo(3);
        folder.file("quoted.csv", "\uFEFF\"name\",weight\r\n# a comment\r\n\r\n\"a, \"\"b\"\"\", 3\r\n");
        assertThat(load("mux: shuffled\nstream_by: l\nweights: quoted.csv\n")
                        .rule()
                        .weights()
                        .of("a, \"b\""))
                .isEqualTo(3);
        folder.file("weights.csv", "name,weight\na,1\nb*,2\n");
        assertThat(load("mux: shuffled\nstream_by: l\nweights: weights.csv\n")
                        .rule()
                        .weights()
                        .of("bee"))
                .isEqualTo(2);
    }

    @Test
    void aSlotThatIsNeverFreeIsNoticed() throws Exception {
        assertThat(load("seed: 1\nmux: stochastic\nn_active: 3\nstream_by: label\n")
                        .notices())
                .singleElement()
                .asString()
                .endsWith("plan.yaml:1: without rate a stream keeps its slot to its end, and nothing says where streams"
                        + " end: set rate, unless n_active is the number of streams");
        assertThat(load("mux: stochastic\nn_active: 2\nrate: 3\nstream_by: label\n")
                        .notices())
                .isEmpty();
    }

    // ---- mistakes

    @Test
    void anotherKindOfPlan() throws IOException {
        says(
                "npz: a.npz\n",
                "plan.yaml:1: no stream_by: a plan for pescador mux names the field that says which stream a line belongs"
                        + " to. A plan that reads its streams from files is run with pescador sample");
        assertThat(folder.mistakes("mux: shuffled\nstream_by: label\n"))
                .containsExactly("plan.yaml:2: stream_by is for records that flow by: run this plan with pescador mux");
    }

    @Test
    void keys() throws IOException {
        says(
                "stream_by: label\n",
                "plan.yaml:1: no mux: say how streams are mixed: stochastic, shuffled, round_robin, chain");
        says("mux: shuffled\n", "plan.yaml:1: no stream_by: name the field that says which stream a line belongs to");
        says(
                "mux: shuffled\nstrem_by: label\n",
                "plan.yaml:2: unknown key \"strem_by\": did you mean \"stream_by\"?",
                "plan.yaml:1: no stream_by: name the field that says which stream a line belongs to");
        says(
                "mux: chain\nstream_by: label\nrate: 3\nweights: {a: 1}\n",
                "plan.yaml:3: \"rate\" has no place in a chain mux: it belongs to a stochastic mux",
                "plan.yaml:4: \"weights\" has no place in a chain mux: it belongs to a stochastic or shuffled mux");
        says(
                "mux: chain\nstream_by: label\nbuffer: 3\n",
                "plan.yaml:3: buffer makes batches, and a line stays a line: reservoir, fifo or spill say how lines wait");
        says(
                "mux: chain\nstream_by: label\nshards: 3\n",
                "plan.yaml:3: \"shards\" has no place in a plan for pescador mux: it belongs to one for pescador sample");
    }

    @Test
    void buffers() throws IOException {
        says(
                "mux: chain\nstream_by: label\nfifo: 3\nspill: true\n",
                "plan.yaml:4: records wait in one way, not as fifo and spill: keep one of the two");
        says(
                "mux: chain\nstream_by: label\nreservoir: {capacty: 3}\n",
                "plan.yaml:3: unknown key \"capacty\" in reservoir: did you mean \"capacity\"?");
        says(
                "mux: chain\nstream_by: label\nreservoir: {capacity: 0, half_life: 0, max_repeats: 0, draws_per_record: 0}\n",
                "plan.yaml:3: capacity is 0: the most records of a stream that are kept is a whole number ≥ 1",
                "plan.yaml:3: half_life is 0: a half-life is a number of records above 0",
                "plan.yaml:3: max_repeats is 0: a record is given at least once",
                "plan.yaml:3: draws_per_record is 0: the draws that each record allows are a number above 0, and at most"
                        + " a million");
        says(
                "mux: chain\nstream_by: label\nfifo: {overflow: oldest}\n",
                "plan.yaml:3: overflow is \"oldest\": drop_oldest or drop_newest");
    }

    @Test
    void streams() throws IOException {
        says(
                "mux: shuffled\nstream_by: l\nstreams: [a, b, a]\n",
                "plan.yaml:3: stream \"a\" is listed twice: keep one");
        says(
                "mux: shuffled\nstream_by: l\nstreams: a\n",
                "plan.yaml:3: streams is \"a\": a list of the ids of all streams");
        says(
                "mux: shuffled\nstream_by: l\nstreams: []\n",
                "plan.yaml:3: streams is empty: list the ids of all streams, or leave it out to have them discovered");
        says(
                "mux: shuffled\nstream_by: l\nstreams: [cat, dog]\nweights: {cat: 1, dgo: 2}\n",
                "plan.yaml:4: no weight for dog: give each stream one, or \"*\" for all others",
                "plan.yaml:4: a weight for \"dgo\", but no stream is called so: did you mean \"dog\"?");
        says(
                "mux: shuffled\nstream_by: l\nstreams: [cat, dog]\nweights: {cat: 0, \"*\": 0}\n",
                "plan.yaml:4: weights are all 0: at least one must be above");
        says(
                "mux: shuffled\nstream_by: l\nweights: [1, 2]\n",
                "plan.yaml:3: a list of weights goes with streams, which says whose they are: add it, or give weights by"
                        + " name");
        says(
                "mux: shuffled\nstream_by: l\nstreams: [a]\nweights: [1, 2]\n",
                "plan.yaml:4: 2 weights for 1 streams: give each stream its weight");
        says(
                "mux: shuffled\nstream_by: l\nweights: {per: rows}\n",
                "plan.yaml:3: a stream whose records flow by has no number of rows: give numbers");
        says(
                "mux: shuffled\nstream_by: l\nweights: {a: -1}\n",
                "plan.yaml:3: weights[\"a\"] is -1: a weight is a number ≥ 0");
        says(
                "mux: shuffled\nstream_by: l\nstreams: [a]\nmax_streams: 3\n",
                "plan.yaml:4: all streams are listed: leave out max_streams");
    }

    @Test
    void ends() throws IOException {
        says(
                "mux: chain\nstream_by: l\nends_with: last\n",
                "plan.yaml:3: ends_with is \"last\": a field and its value in the last line of a stream, such as {last: true}");
        says(
                "mux: chain\nstream_by: l\nends_with: {a: 1, b: 2}\n",
                "plan.yaml:3: ends_with has not one field: it is a field and its value in the last line of a stream, such as"
                        + " {last: true}");
        says(
                "mux: chain\nstream_by: l\nends_with: {a: [1]}\n",
                "plan.yaml:3: a is a list: the value is a text, a number, true or false");
        for (String wrong : List.of("30", "soon", "0s", "-3s")) {
            says(
                    "mux: chain\nstream_by: l\nidle_timeout: " + wrong + "\n",
                    "plan.yaml:3: idle_timeout is \"" + wrong + "\": a time with its unit, such as 30s, 5min or 500ms");
        }
        says(
                "mux: chain\nstream_by: l\nspill: true\nidle_timeout: 3s\n",
                "plan.yaml:4: spill gives every record, so it cannot give up a silent stream: leave out idle_timeout, or"
                        + " take fifo");
    }

    @Test
    void whatDoesNotGoTogether() throws IOException {
        says(
                "mux: stochastic\nstream_by: l\nmode: with_replacement\nrate: 3\nn_active: 2\n",
                "plan.yaml:3: mode with_replacement needs to know all streams and to keep all records: add streams and"
                        + " spill, or leave out mode");
        says(
                "mux: stochastic\nstream_by: l\nmode: exhaustive\nrate: 3\nn_active: 2\nspill: true\nstreams: [a]\n",
                "plan.yaml:4: spill gives every record, but with mode exhaustive a rate leaves the rest of each stream:"
                        + " leave out rate or mode");
        says(
                "mux: stochastic\nstream_by: l\nn_active: 3\nlanes: 2\nrate: 3\n",
                "plan.yaml:3: n_active is 3, which 2 lanes cannot divide evenly: make it a multiple of lanes");
        says(
                "mux: chain\nstream_by: l\nkey_by: k\nlanes: 2\nstreams: [a]\n",
                "plan.yaml:4: lanes spread one mux, and key_by makes many: keep one of the two",
                "plan.yaml:4: lanes deal streams as they turn up: leave out streams, or leave out lanes");
        says(
                "mux: stochastic\nstream_by: l\nn_active: 8\nmax_streams: 9\nrate: 3\n",
                "plan.yaml:4: max_streams is 9: it is at least twice n_active");
    }

    private static Input.Live live(LivePlan plan) {
        return (Input.Live) plan.mux().leaves().get(0).input();
    }

    private LivePlan load(String text) throws Exception {
        folder.file("plan.yaml", text);
        return LivePlan.load(folder.path("plan.yaml"), Map.of());
    }

    private void says(String text, String... lines) throws IOException {
        folder.file("plan.yaml", text);
        try {
            LivePlan.load(folder.path("plan.yaml"), Map.of());
            assertThat(lines).isEmpty();
        } catch (PlanException e) {
            assertThat(e.problems().stream()
                            .map(problem -> problem.line().replace(temporary + "/", ""))
                            .collect(Collectors.toList()))
                    .containsExactly(lines);
        }
    }
}
