// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What makes no sense is refused when the mux is built, by the names of the argument and of the mux. */
class RefusalTest {

    private static StochasticMux.Builder<Integer> speech() {
        return StochasticMux.builder(Counts.ofLengths(5, 5, 5, 5)).setName("speech");
    }

    private static ShuffledMux.Builder<Integer> music() {
        return ShuffledMux.builder(Counts.ofLengths(5, 5)).setName("music");
    }

    private static void refused(ThrowingCallable what, String message) {
        assertThatThrownBy(what)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void weights() {
        refused(
                () -> speech().setWeights(1, 1, 1, -0.2).build(),
                "mux \"speech\": weights[3] is -0.2: a weight is a finite number ≥ 0");
        refused(
                () -> speech().setWeights(1, Double.NaN, 1, 1).build(),
                "mux \"speech\": weights[1] is NaN: a weight is a finite number ≥ 0");
        refused(
                () -> speech().setWeights(Double.POSITIVE_INFINITY, 1, 1, 1).build(),
                "mux \"speech\": weights[0] is Infinity: a weight is a finite number ≥ 0");
        refused(
                () -> speech().setWeights(0, 0, 0, 0).build(),
                "mux \"speech\": all weights are 0: at least one must be above");
        refused(
                () -> speech().setWeights(1, 2).build(),
                "mux \"speech\": 2 weights for 4 streams: give each stream its weight");
        refused(
                () -> music().setWeights(1, -1).build(),
                "mux \"music\": weights[1] is -1.0: a weight is a finite number ≥ 0");
        refused(() -> music().setWeights(0, 0).build(), "mux \"music\": all weights are 0: at least one must be above");
        refused(
                () -> music().setWeights(1, 2, 3).build(),
                "mux \"music\": 3 weights for 2 streams: give each stream its weight");
        refused(
                () -> music().setWeighting(Weighting.PESCADOR)
                        .setWeights(1, Double.NaN)
                        .build(),
                "mux \"music\": weights[1] is NaN: a weight is a finite number ≥ 0");
    }

    @Test
    void rate() {
        refused(
                () -> speech().setRate(0.5).build(),
                "mux \"speech\": rate is 0.5: the mean number of samples of an activation is a finite number ≥ 1");
        refused(
                () -> speech().setRate(Double.NaN).build(),
                "mux \"speech\": rate is NaN: the mean number of samples of an activation is a finite number ≥ 1");
        refused(
                () -> speech().setRate(Double.POSITIVE_INFINITY).build(),
                "mux \"speech\": rate is Infinity: the mean number of samples of an activation is a finite number ≥ 1");
    }

    @Test
    void nActive() {
        refused(
                () -> speech().setNActive(0).build(),
                "mux \"speech\": n_active is 0: at least one stream must be open");
    }

    @Test
    void noStreams() {
        String end = "there are no streams to pick from";
        refused(
                () -> StochasticMux.builder(List.<Streamer<Integer>>of())
                        .setName("a")
                        .build(),
                "mux \"a\": " + end);
        refused(
                () -> ShuffledMux.builder(List.<Streamer<Integer>>of())
                        .setName("b")
                        .build(),
                "mux \"b\": " + end);
        refused(
                () -> RoundRobinMux.builder(List.<Streamer<Integer>>of())
                        .setName("c")
                        .build(),
                "mux \"c\": " + end);
        refused(
                () -> ChainMux.builder(List.<Streamer<Integer>>of())
                        .setName("d")
                        .build(),
                "mux \"d\": " + end);
    }

    /** They would never rotate. Streams of weight 0 do not count, since they are never activated. */
    @Test
    void endlessStreamsWithoutRateInFewerSlots() {
        refused(
                () -> StochasticMux.builder(Counts.endless(5))
                        .setName("speech")
                        .setNActive(3)
                        .build(),
                "mux \"speech\": there is no rate, and streams that never end would hold all 3 slots while 5 streams wait:"
                        + " set rate, or n_active to 5");
        assertThat(StochasticMux.builder(Counts.endless(5))
                        .setNActive(3)
                        .setWeights(1, 1, 1, 0, 0)
                        .build()
                        .nActive())
                .isEqualTo(3);
    }

    @Test
    void moreSlotsThanStreams() {
        assertThat(speech().setNActive(9).setMode(Mode.SINGLE_ACTIVE).build().nActive())
                .isEqualTo(4);
        assertThat(speech().setNActive(9).setMode(Mode.WITH_REPLACEMENT).build().nActive())
                .isEqualTo(9);
    }

    @Test
    void moreShardsThanCanBeCut() {
        refused(
                () -> speech().setNActive(2).build().cut(Cut.shard(0, 4)),
                "mux \"speech\": n_active is 2, fewer than the 4 shards: each shard needs a slot. Raise n_active or lower"
                        + " shards");
    }
}
