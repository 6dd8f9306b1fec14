// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Counts arrive as they were sent, in messages that stay small. */
class ShareCountsTest {

    @Test
    void arriveAsTheyWereSent() throws Exception {
        ShareCounts counts = new ShareCounts(1000);
        for (int leaf : new int[] {0, 1, 1, 500, 999}) {
            counts.add(leaf);
            counts.record(1L << 62, leaf);
        }
        for (int i = 0; i < 70_000; i++) {
            counts.add(700);
        }
        ShareCounts arrived = InstantiationUtil.clone(counts);
        assertThat(arrived.save()).isEqualTo(counts.save());
        arrived.merge(counts);
        assertThat(arrived.of(700)).isEqualTo(140_000);
        assertThat(arrived.of(1)).isEqualTo(4);
        assertThat(arrived.samples()).isEqualTo(140_010);
        assertThat(arrived.records()).isEqualTo(10);
        assertThat(arrived.hash()).as("modulo 2^64").isEqualTo(10 * (1L << 62));
        assertThat(arrived.epoch()).isEqualTo(999);
        assertThat(InstantiationUtil.clone(new ShareCounts(0)).samples()).isZero();
    }

    @Test
    void whatIsDamagedIsRefused() throws Exception {
        ShareCounts counts = new ShareCounts(3);
        counts.add(2);
        counts.record(-5, 1);
        byte[] saved = counts.save();
        for (int length = 0; length < saved.length; length++) {
            byte[] cut = Arrays.copyOf(saved, length);
            assertThatThrownBy(() -> ShareCounts.restore(cut)).isInstanceOf(StateException.class);
        }
        byte[] later = saved.clone();
        later[0] = 2;
        assertThatThrownBy(() -> ShareCounts.restore(later))
                .hasMessage("the saved counts are of version 2; this program reads version 1");
        byte[] beyond = saved.clone();
        beyond[saved.length - 3] = 9; // the distance to the only leaf
        assertThatThrownBy(() -> ShareCounts.restore(beyond)).hasMessageContaining("a count for leaf 8");
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
