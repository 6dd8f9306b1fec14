// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.PollResult;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The key {@code schedule}. */
class SchedulePlanTest {

    private static final String STREAMS =
            """
            streams:
              - {name: a, mux: chain, mode: cycle, streams: [{items: [1, 1, 1, 1]}]}
              - {name: b, mux: chain, mode: cycle, streams: [{items: [2, 2, 2, 2]}]}
            """;

    @TempDir
    Path temporary;

    private PlanFolder folder;

    @BeforeEach
    void emptyFolder() {
        folder = new PlanFolder(temporary);
    }

    private SamplePlan load(String plan) throws Exception {
        return folder.load(plan);
    }

    private static String mux(String weights, String schedule) {
        return "mux: stochastic\nn_active: 4\nrate: 8\n" + weights + "\n" + schedule + "\n" + STREAMS;
    }

    /** The number of the first draw of a shard that gives a 2. */
    private static int firstTwo(SamplePlan plan, int shard) throws IOException {
        try (Sampling<Sample> sampling = Sampling.start(plan.streamer().cut(Cut.shard(shard, plan.shards())), 7)) {
            for (int draw = 0; draw < 1000 && sampling.poll() == PollResult.ITEM; draw++) {
                double[] values = sampling.sample().get(0).toDoubleArray();
                for (double value : values) {
                    if (value == 2) {
                        return draw;
                    }
                }
            }
        }
        return -1;
    }

    @Test
    void aChangeBeginsAtItsSampleOfTheGlobalOrder() throws Exception {
        String plan = mux("weights: {a: 1, b: 0}", "schedule: [{at: 100, weights: {a: 0, b: 1}}]");
        assertThat(firstTwo(load(plan), 0)).isEqualTo(100);
        for (int shard = 0; shard < 3; shard++) { // 100 samples are 33.3 of each of three shards
            assertThat(firstTwo(load("shards: 3\n" + plan), shard)).isEqualTo(34);
        }
        assertThat(firstTwo(load("buffer: 10\n" + plan), 0)).isEqualTo(10);
        assertThat(firstTwo(load("buffer: 10\nshards: 2\n" + plan), 1)).isEqualTo(5);
    }

    @Test
    void batchesOfAllShardsAreCounted() throws Exception {
        String plan = "buffer: 10\nshards: 2\n"
                + mux("weights: {a: 1, b: 0}", "schedule: [{at: {batches: 20}, weights: {a: 0, b: 1}}]");
        assertThat(firstTwo(load(plan), 0)).isEqualTo(10);
        assertThat(firstTwo(load(plan), 1)).isEqualTo(10);
    }

    @Test
    void sharesAreThoseOfTheMoment() throws Exception {
        SamplePlan plan = load(mux(
                "weights: {\"*\": 1}",
                "schedule: [{at: 1k, weights: [3, 1]}, {at: 2k, ramp: 1k, weights: {a: 0, \"*\": 1}}]"));
        MuxSpec mux = (MuxSpec) plan.tree();
        assertThat(mux.sharesAt(999)).containsExactly(.5, .5);
        assertThat(mux.sharesAt(1000)).containsExactly(.75, .25);
        assertThat(mux.sharesAt(2500)).containsExactly(new double[] {.375, .625}, within(1e-12));
        assertThat(mux.sharesAt(3000)).containsExactly(0, 1);
        assertThat(mux.shares()).containsOnly(Double.NaN);
    }

    @Test
    void weightsMayBeInAFile() throws Exception {
        Files.writeString(temporary.resolve("later.csv"), "name,weight\na,0\nb,1\n");
        SamplePlan plan = load(mux("weights: {a: 1, b: 0}", "schedule: [{at: 100, weights: later.csv}]"));
        assertThat(firstTwo(plan, 0)).isEqualTo(100);
        assertThat(plan.inputs()).anyMatch(path -> path.endsWith("later.csv"));
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() throws IOException {
        assertThat(folder.mistakes(mux("", "schedule: [{at: 100, weights: {a: 0, b: 1}}]")))
                .containsExactly(
                        "plan.yaml:5: this mux has a schedule, but no weights: say with which weights it begins");
        assertThat(folder.mistakes(mux("weights: [1, 1]", "schedule: [{at: 100, weights: {a: 0, c: 1}}]")))
                .anySatisfy(line -> assertThat(line).contains("plan.yaml:5: a weight for \"c\", but no stream"))
                .anySatisfy(line -> assertThat(line).contains("no weight for b"));
        assertThat(folder.mistakes(mux("weights: [1, 1]", "schedule: [{weights: [1, 2]}]")))
                .containsExactly(
                        "plan.yaml:5: at is missing: say after how many samples the weights change, such as at:"
                                + " 100_000");
        assertThat(folder.mistakes(mux("weights: [1, 1]", "schedule: [{at: 0, weights: [1, 2]}]")))
                .containsExactly("plan.yaml:5: at is 0: a number of samples ≥ 1, or {batches: n}");
        assertThat(folder.mistakes(mux("weights: [1, 1]", "schedule: [{at: 5, weight: [1, 2]}]")))
                .anySatisfy(line -> assertThat(line).contains("unknown key \"weight\" in a change of the schedule"));
        assertThat(folder.mistakes(mux("weights: [1, 1]", "schedule: 5")))
                .containsExactly("plan.yaml:5: schedule is 5: a schedule is a list of changes, such as {at: 100_000,"
                        + " weights: {web: .5, code: .5}}");
        assertThat(folder.mistakes(mux("weights: [1, 1]", "schedule: [{at: {batches: 5}, weights: [1, 2]}]")))
                .containsExactly(
                        "plan.yaml:5: the schedule counts batches, but the plan makes none: count samples, or add"
                                + " buffer");
        assertThat(folder.mistakes(
                        mux("weights: [1, 1]", "schedule: [{at: 20, weights: [1, 2]}, {at: 10, weights: [1, 3]}]")))
                .singleElement()
                .asString()
                .contains("change 2 of the schedule is at round 10: it can be at 21 at the earliest");
        assertThat(folder.mistakes(mux("weights: [1, 1]\nmode: exhaustive", "schedule: [{at: 20, weights: [1, 2]}]")))
                .singleElement()
                .asString()
                .contains("cannot follow weights that change");
        assertThat(folder.mistakes("mux: shuffled\nweights: [1, 1]\nschedule: [{at: 20, weights: [1, 2]}]\n" + STREAMS))
                .singleElement()
                .asString()
                .contains("\"schedule\" has no place in");
    }
}
