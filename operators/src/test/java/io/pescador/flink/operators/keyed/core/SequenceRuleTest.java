// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SequenceRuleTest {

    private final MuxCounts counts = new MuxCounts();
    private final StreamBuffer buffer = new StreamBuffer(1);

    private List<Long> cells(BufferRule rule) {
        List<Long> cells = new ArrayList<>();
        rule.forEachCell(buffer, cells::add);
        return cells;
    }

    @Test
    void aFullFifoDropsTheOldest() {
        BufferRule rule = SequenceRule.dropOldest(3);
        for (int n = 0; n < 5; n++) {
            assertThat(rule.admit(buffer, counts)).isEqualTo(n % 3);
        }
        assertThat(counts.dropped).isEqualTo(2);
        assertThat(cells(rule)).containsExactly(2L, 0L, 1L);
        assertThat(rule.choose(buffer, 0)).isEqualTo(2);
        assertThat(rule.emitted(buffer, 2)).isTrue();
        assertThat(cells(rule)).containsExactly(0L, 1L);
    }

    @Test
    void aFullFifoDropsTheNewest() {
        BufferRule rule = SequenceRule.dropNewest(2);
        rule.admit(buffer, counts);
        rule.admit(buffer, counts);
        assertThat(rule.admit(buffer, counts)).isEqualTo(BufferRule.NONE);
        assertThat(counts.dropped).isOne();
        assertThat(buffer.arrived).isEqualTo(3);
        assertThat(cells(rule)).containsExactly(0L, 1L);
    }

    @Test
    void spillKeepsEverything() {
        BufferRule rule = SequenceRule.spill();
        for (int n = 0; n < 10_000; n++) {
            assertThat(rule.admit(buffer, counts)).isEqualTo(n);
        }
        assertThat(counts.dropped).isZero();
        for (int n = 0; n < 10_000; n++) {
            assertThat(rule.canEmit(buffer)).isTrue();
            assertThat(rule.emitted(buffer, rule.choose(buffer, n))).isTrue();
        }
        assertThat(rule.canEmit(buffer)).isFalse();
    }

    /** Saved state names its rule. */
    @Test
    void eachIsDescribed() {
        assertThat(SequenceRule.dropOldest(5).describe()).isEqualTo("fifo(5, DROP_OLDEST)");
        assertThat(SequenceRule.dropNewest(4).describe()).isEqualTo("fifo(4, DROP_NEWEST)");
        assertThat(SequenceRule.spill().describe()).isEqualTo("spill()");
        assertThatThrownBy(() -> SequenceRule.dropOldest(0))
                .hasMessage("fifo capacity is 0: it keeps at least one record");
    }
}
