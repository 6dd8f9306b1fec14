// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.streamer.state.StateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.junit.jupiter.api.Test;

import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What slots hold, the streams that turn out empty, and the slots that a pick fills. */
class ActiveSetTest {

    private static ActiveSet some() {
        ActiveSet active = new ActiveSet(3, SlotWeights.of(new double[] {.5, .3, .2}));
        active.fill(2, 0, 7);
        active.grant(2, 5);
        active.remaining[2] -= 2;
        active.fill(0, 1, 8);
        active.grant(0, Long.MAX_VALUE);
        return active;
    }

    private static byte[] saved(ActiveSet active) throws IOException {
        StateOut out = new StateOut();
        active.save(out);
        return out.toByteArray();
    }

    @Test
    void slotsAreFilledAndEmptied() {
        ActiveSet active = some();
        assertThat(active.held()).containsExactly(0, 2);
        assertThat(active.firstEmpty()).isEqualTo(1);
        assertThat(active.gave(2)).isEqualTo(2);
        active.empty(2);
        assertThat(active.holds(2)).isFalse();
        assertThat(active.filled().contains(2)).isFalse();
    }

    @Test
    void underOtherWeightsAStreamWithoutAnyIsNotDrawn() {
        ActiveSet active = some();
        active.reweigh(SlotWeights.of(new double[] {0, 1, 0}));
        assertThat(active.filled().contains(2)).isFalse();
        assertThat(active.holds(2)).isTrue();
        assertThat(active.filled().contains(0)).isTrue();
    }

    @Test
    void whatIsRestoredIsWhatWasSaved() throws IOException {
        byte[] bytes = saved(some());
        ActiveSet restored = new ActiveSet(3, SlotWeights.of(new double[] {.5, .3, .2}));
        restored.restore(new StateIn(bytes), 3, 1);
        assertThat(saved(restored)).isEqualTo(bytes);
        assertThat(restored.remaining[2]).isEqualTo(3);
        assertThatThrownBy(() -> new ActiveSet(3, SlotWeights.of(null)).restore(new StateIn(bytes), 3, 4))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("slot 2 holds an activation of 5 samples that gave 2");
    }

    @Test
    void emptyStreamsArePrunedOrPenalized() {
        LeastChargedChooser streams =
                LeastChargedChooser.alone(ShareLedger.of(new double[] {.5, .5}, new double[2], false, false));
        EmptyStreams penalized = new EmptyStreams.Penalized(2, 3);
        assertThat(penalized.keep(0, streams)).isTrue();
        assertThat(penalized.areAll(streams)).isFalse();
        penalized.interrupt();
        penalized.keep(0, streams);
        penalized.keep(1, streams);
        assertThat(penalized.areAll(streams)).isTrue();
        EmptyStreams pruned = new EmptyStreams.Pruned();
        assertThat(pruned.keep(0, streams)).isFalse();
        assertThat(streams.contains(0)).isFalse();
        assertThat(streams.contains(1)).isTrue();
    }

    @Test
    void filledSlotsAreTakenInTheirOrder() {
        FilledSlots filled = new FilledSlots();
        for (int slot : new int[] {4, 1, 3}) {
            filled.add(slot);
        }
        assertThat(new int[] {filled.take(), filled.take(), filled.take(), filled.take()})
                .containsExactly(4, 1, 3, Picker.NONE);
        filled.clear();
        assertThat(filled.take()).isEqualTo(Picker.NONE);
    }
}
