// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.PollResult;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DirectLeafTest {

    private int opened;
    private int closed;

    private ItemReader<Integer> open() {
        opened++;
        int[] next = {0};
        return new ItemReader<>() {
            @Override
            public Integer read() {
                return next[0] < 2 ? next[0]++ : null;
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    @Test
    void isOpenedWhenItIsDrawnAndClosedOnceAtItsEnd() throws Exception {
        try (Sampling<Integer> sampling =
                Sampling.start(Streamer.<Integer>items((seed, skip) -> open()).finite(true), 1)) {
            assertThat(opened).isZero();
            assertThat(sampling.open()).isEqualTo(1);
            assertThat(sampling.poll()).isEqualTo(PollResult.ITEM);
            assertThat(sampling.poll()).isEqualTo(PollResult.ITEM);
            assertThat(closed).isZero();
            for (int i = 0; i < 3; i++) {
                assertThat(sampling.poll()).isEqualTo(PollResult.END);
                assertThat(closed).isEqualTo(1);
                assertThat(sampling.open()).isZero();
            }
        }
        assertThat(opened).isEqualTo(1);
        assertThat(closed).isEqualTo(1);
    }

    @Test
    void neverOpensWhatIsClosedBefore() throws Exception {
        Sampling<Integer> sampling =
                Sampling.start(Streamer.<Integer>items((seed, skip) -> open()).finite(true), 1);
        sampling.close();
        sampling.close();
        assertThat(sampling.open()).isZero();
        assertThat(sampling.poll()).isEqualTo(PollResult.END);
        assertThat(opened).isZero();
    }
}
