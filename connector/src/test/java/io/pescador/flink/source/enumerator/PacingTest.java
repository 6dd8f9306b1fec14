// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.enumerator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How far readers may draw, given their reports and the clock. */
class PacingTest {

    private static final long MILLI = 1_000_000;
    private static final long NONE = Long.MAX_VALUE;

    private long now;

    private Pacing pacing(int readers, int shards, long mostLead) {
        return new Pacing(readers, shards, mostLead, () -> now);
    }

    /** All readers go as far as they may, then report it, each {@code millis} later. */
    private void draw(Pacing pacing, int readers, long times, long millis) {
        for (long i = 0; i < times; i++) {
            now += millis * MILLI;
            long to = pacing.bound();
            for (int reader = 0; reader < readers; reader++) {
                pacing.at(reader, to);
            }
        }
    }

    @Test
    void theSlowestBoundsTheOthers() {
        Pacing pacing = pacing(3, 3, 1000);
        assertThat(pacing.at(0, 0)).isFalse();
        assertThat(pacing.at(2, 2)).isFalse();
        assertThat(pacing.at(1, 1)).as("the last").isTrue();
        assertThat(pacing.bound()).isEqualTo(48);
        assertThat(pacing.step()).isEqualTo(12);
        assertThat(pacing.at(2, 47)).isFalse();
        assertThat(pacing.at(1, 46)).isFalse();
        assertThat(pacing.at(0, 11)).as("less than a step").isFalse();
        now += 1000 * MILLI;
        assertThat(pacing.at(0, 12)).isTrue();
        assertThat(pacing.bound()).isEqualTo(12 + 48);
    }

    @Test
    void whoHasStoppedIsNotWaitedForAndWhoStartsAgainIs() {
        Pacing pacing = pacing(2, 2, 1000);
        pacing.at(0, 0);
        pacing.at(1, NONE);
        assertThat(pacing.bound()).isEqualTo(32);
        now += 1000 * MILLI;
        assertThat(pacing.at(0, 32)).isTrue();
        assertThat(pacing.at(0, NONE)).as("nobody draws").isFalse();
        pacing.forget(1);
        assertThat(pacing.at(0, 40)).isFalse();
        assertThat(pacing.at(1, 5)).as("it fell back").isTrue();
        assertThat(pacing.bound()).isEqualTo(5 + 32);
        pacing.forget(1);
        assertThat(pacing.at(1, 6))
                .as("it knows no bound, near as it is to the last one")
                .isTrue();
    }

    @Test
    void theLeadIsWhatTheSlowestDrawsInAFifthOfASecond() {
        Pacing pacing = pacing(2, 2, 1 << 20);
        pacing.at(0, 0);
        pacing.at(1, 1);
        // 32 numbers in 1 ms are 6400 in a fifth of a second. It doubles until then, and so does what is drawn in that
        // millisecond.
        draw(pacing, 2, 5, 1);
        assertThat(pacing.step() * 4).isEqualTo(32 << 5);
        // As slow as 1000 numbers a second: it halves, down to 200.
        for (int i = 0; i < 50; i++) {
            long to = pacing.bound() - pacing.step() * 3;
            now += (to - (pacing.bound() - pacing.step() * 4)) * MILLI;
            pacing.at(0, to);
            pacing.at(1, to);
        }
        assertThat(pacing.step() * 4).isBetween(150L, 250L);
    }

    @Test
    void theLeadHasALeastAndAMost() {
        Pacing pacing = pacing(2, 2, 500);
        pacing.at(0, 0);
        pacing.at(1, 1);
        draw(pacing, 2, 20, 1);
        assertThat(pacing.step()).isEqualTo(125);
        draw(pacing, 2, 20, 10_000);
        assertThat(pacing.step()).as("16 draws of each shard").isEqualTo(8);
        Pacing least = pacing(2, 7, 1);
        least.at(0, 0);
        least.at(1, 1);
        assertThat(least.bound()).as("a round fits").isEqualTo(7);
    }
}
