// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShareHistoryTest {

    @Test
    void pointsLieEverFurtherApart() {
        ShareHistory history = history(1_000_000);
        assertThat(history.points()).hasSizeBetween(60, 90);
        assertThat(history.points().get(0)).containsExactly(1, 1, 0);
        assertThat(history.points()).allSatisfy(point -> {
            // Stream 0 gives every third, stream 1 the one after it, and the third belongs to none.
            assertThat(point[1]).isEqualTo((point[0] + 2) / 3);
            assertThat(point[2]).isEqualTo((point[0] + 1) / 3);
        });
    }

    @Test
    void subtasksAreAddedWhileAllAreThere() {
        ShareHistory sum = history(1_000);
        sum.merge(history(20));
        assertThat(sum.points())
                .extracting(point -> point[0])
                .containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 16L, 20L, 24L, 30L, 36L);
    }

    private static ShareHistory history(int samples) {
        ShareHistory history = new ShareHistory(2);
        for (int i = 0; i < samples; i++) {
            history.add(i % 3 == 2 ? -1 : i % 3);
        }
        return history;
    }
}
