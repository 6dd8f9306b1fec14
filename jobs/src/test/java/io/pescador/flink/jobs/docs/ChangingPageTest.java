// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.WeightSchedule;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What {@code docs/changing-a-plan.md} shows, run. */
class ChangingPageTest {

    private static final Page PAGE = new Page("changing-a-plan.md");

    @TempDir
    Path folder;

    @Test
    void thePlanLoadsAndEachStreamHasItsWeights() throws Exception {
        Path file = Files.writeString(
                folder.resolve("plan.yaml"), PAGE.blocks("yaml").get(0));
        SamplePlan plan = SamplePlan.load(file.toString(), Map.of());
        assertThat(plan.tree().leaves()).hasSize(3);
        assertThat(plan.streamer().finite()).isFalse();
    }

    @Test
    void theJavaIsThatOfThisTest() throws IOException {
        PAGE.isOf(ChangingPageTest.class);
    }

    /** The bound since the change at round 1000, and on average over the ramp. */
    @Test
    void theScheduleOfThePageIsFollowed() {
        Streamer<Sample> low = digit(1);
        Streamer<Sample> high = digit(8);
        Pool<Sample> pool = Pool.of(List.of(low, high))
                .weights(.9, .1)
                .schedule(WeightSchedule.none().at(1_000, .7, .3).ramp(2_000, 1_000, .5, .5));
        Mux<Sample> mux = Mux.of(pool, StochasticPolicy.of(4).rate(16));

        List<Long> labels = new ArrayList<>();
        mux.iterate(42, 4_000).forEach(sample -> labels.add(sample.get("Y").getLong(0)));
        assertThat(high(labels, 0, 1_000)).isCloseTo(100, within(55.0)); // 3 · 16 · (1 + .1 · √2)
        assertThat(high(labels, 1_000, 2_000)).isCloseTo(300, within(69.0));
        assertThat(high(labels, 2_000, 3_000)).isCloseTo(400, within(82.0));
        assertThat(high(labels, 3_000, 4_000)).isCloseTo(500, within(82.0));
    }

    private static double high(List<Long> labels, int from, int to) {
        return labels.subList(from, to).stream().filter(label -> label == 8).count();
    }

    private static Streamer<Sample> digit(int digit) {
        return Streamer.rows(NpzRows.of("examples/digits/digit-" + digit + ".npz"), RowOrder.SHUFFLED);
    }
}
