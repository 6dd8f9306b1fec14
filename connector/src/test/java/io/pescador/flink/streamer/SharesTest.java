// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Shares;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SharesTest {

    /** Each pass is another activation of the mux; one that is over leaves slots that are counted already. */
    @Test
    void countsAllPassesOfARepeatedMux() throws Exception {
        Streamer<Integer> mux = Mux.of(
                        Pool.of(List.of(Streamer.of(0, 0, 0), Streamer.of(1), Streamer.of(2, 2)))
                                .weights(.5, .25, .25),
                        ShuffledPolicy.of())
                .maxIter(7)
                .epochs(4);
        try (Sampling<Integer> sampling = Sampling.start(mux, 1)) {
            long[] given = new long[3];
            while (sampling.poll() == PollResult.ITEM) {
                given[sampling.sample()]++;
                Shares shares = sampling.shares();
                assertThat(new long[] {shares.given(0), shares.given(1), shares.given(2)})
                        .containsExactly(given);
                assertThat(shares.given()).isEqualTo(sampling.draws());
            }
            assertThat(sampling.draws()).isEqualTo(28);
            double off =
                    Math.abs(given[0] / 28.0 - .5) + Math.abs(given[1] / 28.0 - .25) + Math.abs(given[2] / 28.0 - .25);
            assertThat(Shares.error(List.of(sampling.shares()))).isCloseTo(off / 2, within(1e-12));
        }
    }

    /** Each part gives just what is asked of it; the whole does not, since one is three times as far. */
    @Test
    void theErrorIsThatOfAllPartsTogether() {
        Shares first = part(0, 300);
        Shares second = part(1, 100);
        assertThat(Shares.error(List.of(first))).isZero();
        assertThat(Shares.error(List.of(first, second))).isCloseTo(.25, within(1e-12));
        assertThat(Shares.error(List.of(new Shares(), new Shares()))).isZero();
    }

    private static Shares part(int stream, int samples) {
        Shares shares = new Shares();
        shares.begin(new int[] {stream}, new double[] {1}, 1);
        shares.opened(0, 0);
        for (int i = 0; i < samples; i++) {
            shares.gave(0);
        }
        return shares;
    }
}
