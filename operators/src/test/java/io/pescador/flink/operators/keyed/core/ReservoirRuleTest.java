// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What a reservoir keeps. */
class ReservoirRuleTest {

    private static final MuxCounts COUNTS = new MuxCounts();

    /** How often each of {@code records} records is kept at the end, over {@code trials} reservoirs. */
    private static long[] kept(ReservoirRule rule, int records, int trials) {
        long[] times = new long[records];
        for (int trial = 0; trial < trials; trial++) {
            StreamBuffer buffer = new StreamBuffer(trial);
            int[] held = new int[records];
            Arrays.fill(held, -1);
            for (int n = 0; n < records; n++) {
                long cell = rule.admit(buffer, COUNTS);
                if (cell != BufferRule.NONE) {
                    held[(int) cell] = n;
                }
            }
            rule.forEachCell(buffer, cell -> times[held[(int) cell]]++);
        }
        return times;
    }

    @Test
    void withoutHalfLifeEveryRecordIsKeptWithTheSameChance() {
        int trials = 20_000;
        long[] times = kept(ReservoirRule.of(8, Double.NaN, 1, 1), 40, trials);
        assertThat(Arrays.stream(times).sum()).isEqualTo(8L * trials);
        // Fixed seeds; a right reservoir fails at this level for one set of seeds in a thousand.
        assertThat(ChiSquareTest.withDefaults().test(times).getPValue()).isGreaterThan(0.001);
    }

    @Test
    void theChanceHalvesWithEveryHalfLife() {
        int trials = 20_000;
        int records = 400;
        double halfLife = 20;
        long[] times = kept(ReservoirRule.of(10, halfLife, 1, 1), records, trials);
        double fading = 1 - Math.pow(2, -1 / halfLife);
        for (int age = 0; age < 100; age += 7) {
            double chance = 10 * fading * Math.pow(2, -age / halfLife);
            // Five standard errors of a binomial share.
            assertThat(times[records - 1 - age] / (double) trials)
                    .as("age %d", age)
                    .isCloseTo(chance, within(5 * Math.sqrt(chance / trials)));
        }
    }

    @Test
    void aShortHalfLifeUsesFewerCells() {
        // 1 / (1 − 2^(−1/4)) = 6.3 cells: with more, a record would stay longer than its half-life allows.
        long[] times = kept(ReservoirRule.of(100, 4, 1, 1), 200, 2_000);
        assertThat(Arrays.stream(times).sum()).isEqualTo(6L * 2_000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {.3, 1, 2.5, 3, 1000})
    void drawsPerRecordAddUp(double drawsPerRecord) {
        ReservoirRule rule = ReservoirRule.of(4, Double.NaN, 1, drawsPerRecord);
        long sum = 0;
        for (int n = 1; n <= 1000; n++) {
            sum += rule.draws(n);
            assertThat(sum).isEqualTo((long) Math.floor(n * drawsPerRecord));
        }
    }
}
