// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.ahead.ReadAhead;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.state.StateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.Semaphore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the three kinds of leaves have in common: those in memory, those read by whoever draws, and those read ahead. */
class LeafActivationTest {

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void countsAnActivationWithoutASampleOnce(int items, boolean inMemory) throws Exception {
        List<Integer> list = List.of(7).subList(0, items);
        Streamer<Integer> leaf = inMemory ? Streamer.of(list) : rows(list, RowOrder.IN_ORDER);
        countsOnce(leaf, items, ReadStrategy.DIRECT);
        try (ReadAhead ahead = ReadAhead.of(1, 1 << 20, null, item -> 1)) {
            countsOnce(leaf, items, ahead);
        }
    }

    private static void countsOnce(Streamer<Integer> leaf, int items, ReadStrategy reads) throws Exception {
        Semaphore woken = new Semaphore(0);
        try (Sampling<Integer> sampling = Sampling.open(leaf, 1, 0, null, reads, woken::release)) {
            for (int i = 0; i < items + 3; i++) {
                PollResult answer = sampling.poll();
                while (answer == PollResult.PENDING) {
                    woken.acquire();
                    answer = sampling.poll();
                }
                assertThat(answer).isEqualTo(i < items ? PollResult.ITEM : PollResult.END);
            }
            assertThat(sampling.empty()).isEqualTo(1 - items);
            assertThat(sampling.activations()).isEqualTo(items);
        }
    }

    /** Else it would begin at row 0 and say nothing. */
    @Test
    void doesNotGoOnFromWhereARotatingLeafStarted() throws Exception {
        List<Integer> list = List.of(0, 1, 2, 3, 4, 5);
        byte[] state;
        try (Sampling<Integer> sampling = Sampling.start(mux(rows(list, RowOrder.ROTATING)), 1)) {
            for (int i = 0; i < 4; i++) {
                sampling.poll();
            }
            assertThat(sampling.sample()).isEqualTo(3);
            state = sampling.save();
        }
        try (Sampling<Integer> resumed = Sampling.resume(mux(rows(list, RowOrder.ROTATING)), 1, state)) {
            resumed.poll();
            assertThat(resumed.sample()).isEqualTo(4);
        }
        assertThatThrownBy(() -> Sampling.resume(mux(rows(list, RowOrder.IN_ORDER)), 1, state))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("rows that go on from one activation to the next");
    }

    private static Streamer<Integer> mux(Streamer<Integer> leaf) {
        return Mux.of(List.of(leaf), StochasticPolicy.of(1).rate(3).dist(Dist.CONSTANT));
    }

    private static Streamer<Integer> rows(List<Integer> list, RowOrder order) {
        return Streamer.rows(new ListRows<>(list), order);
    }
}
