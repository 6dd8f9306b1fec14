// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Counts arrive as they were sent, in messages that stay small. */
class ShareCountsTest {

    @Test
    void arriveAsTheyWereSent() throws Exception {
        ShareCounts counts = new ShareCounts(1000);
        for (int leaf : new int[] {0, 1, 1, 500, 999}) {
            counts.add(leaf);
            counts.record();
        }
        for (int i = 0; i < 70_000; i++) {
            counts.add(700);
        }
        ShareCounts arrived = InstantiationUtil.clone(counts);
        assertThat(arrived.getLocalValue()).isEqualTo(counts.getLocalValue());
        arrived.merge(counts);
        assertThat(arrived.getLocalValue()).contains(140_000, 10).hasSize(1001);
        assertThat(InstantiationUtil.clone(new ShareCounts(0)).getLocalValue()).containsExactly(0);
    }

    @Test
    void ofAMillionLeavesFitIntoAMessage() throws Exception {
        ShareCounts counts = new ShareCounts(1_000_000);
        for (int leaf = 0; leaf < 1_000_000; leaf++) {
            counts.add(leaf);
        }
        // Flink's messages have 10 MiB; a heartbeat has the counts of each slot.
        assertThat(InstantiationUtil.serializeObject(counts)).hasSizeLessThan(2_100_000);
    }
}
