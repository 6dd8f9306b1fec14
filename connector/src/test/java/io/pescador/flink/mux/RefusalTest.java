// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What makes no sense is refused when the mux is built, by the names of the argument and of the mux. */
class RefusalTest {

    private static Mux<Integer> speech(double... weights) {
        return Mux.of("speech", Pool.of(Counts.ofLengths(5, 5, 5, 5)).weights(weights), StochasticPolicy.of(1));
    }

    private static Mux<Integer> music(Weighting weighting, double... weights) {
        return Mux.of(
                "music",
                Pool.of(Counts.ofLengths(5, 5)).weights(weights),
                ShuffledPolicy.of().weighting(weighting));
    }

    private static void refused(ThrowingCallable what, String message) {
        assertThatThrownBy(what)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void weights() {
        refused(() -> speech(1, 1, 1, -0.2), "mux \"speech\": weights[3] is -0.2: a weight is a finite number ≥ 0");
        refused(
                () -> speech(1, Double.NaN, 1, 1),
                "mux \"speech\": weights[1] is NaN: a weight is a finite number ≥ 0");
        refused(
                () -> speech(Double.POSITIVE_INFINITY, 1, 1, 1),
                "mux \"speech\": weights[0] is Infinity: a weight is a finite number ≥ 0");
        refused(() -> speech(0, 0, 0, 0), "mux \"speech\": all weights are 0: at least one must be above");
        refused(() -> speech(1, 2), "mux \"speech\": 2 weights for 4 streams: give each stream its weight");
        refused(
                () -> music(Weighting.SHARE, 1, -1),
                "mux \"music\": weights[1] is -1.0: a weight is a finite number ≥ 0");
        refused(() -> music(Weighting.SHARE, 0, 0), "mux \"music\": all weights are 0: at least one must be above");
        refused(
                () -> music(Weighting.SHARE, 1, 2, 3),
                "mux \"music\": 3 weights for 2 streams: give each stream its weight");
        refused(
                () -> music(Weighting.PESCADOR, 1, Double.NaN),
                "mux \"music\": weights[1] is NaN: a weight is a finite number ≥ 0");
    }

    @Test
    void rate() {
        refused(
                () -> StochasticPolicy.of(1).rate(0.5),
                "rate is 0.5: the mean number of samples of an activation is a finite number ≥ 1");
        refused(
                () -> StochasticPolicy.of(1).rate(Double.NaN),
                "rate is NaN: the mean number of samples of an activation is a finite number ≥ 1");
        refused(
                () -> StochasticPolicy.of(1).rate(Double.POSITIVE_INFINITY),
                "rate is Infinity: the mean number of samples of an activation is a finite number ≥ 1");
    }

    @Test
    void nActive() {
        refused(() -> StochasticPolicy.of(0), "n_active is 0: at least one stream must be active");
    }

    @Test
    void weightsWhereTheyMeanNothing() {
        Pool<Integer> pool = Pool.of(Counts.ofLengths(5, 5)).weights(1, 2);
        refused(
                () -> Mux.of("c", pool, RoundRobinPolicy.of()),
                "mux \"c\": a round_robin mux takes its streams in order, so weights mean nothing: leave them out");
        refused(
                () -> Mux.of("d", pool, ChainPolicy.of()),
                "mux \"d\": a chain mux takes its streams in order, so weights mean nothing: leave them out");
    }

    @Test
    void noStreams() {
        String end = "there are no streams to pick from";
        refused(() -> Mux.of("a", List.<Streamer<Integer>>of(), StochasticPolicy.of(1)), "mux \"a\": " + end);
        refused(() -> Mux.of("b", List.<Streamer<Integer>>of(), ShuffledPolicy.of()), "mux \"b\": " + end);
        refused(() -> Mux.of("c", List.<Streamer<Integer>>of(), RoundRobinPolicy.of()), "mux \"c\": " + end);
        refused(() -> Mux.of("d", List.<Streamer<Integer>>of(), ChainPolicy.of()), "mux \"d\": " + end);
    }

    /** They would never rotate. Streams of weight 0 do not count, since they are never activated. */
    @Test
    void endlessStreamsWithoutRateInFewerSlots() {
        refused(
                () -> Mux.of("speech", Counts.endless(5), StochasticPolicy.of(3)),
                "mux \"speech\": there is no rate, and streams that never end would hold all 3 slots while 5 streams wait:"
                        + " set rate, or n_active to 5");
        assertThat(Mux.of(Pool.of(Counts.endless(5)).weights(1, 1, 1, 0, 0), StochasticPolicy.of(3))
                        .slots())
                .isEqualTo(3);
    }

    @Test
    void moreSlotsThanStreams() {
        assertThat(Mux.of(Counts.ofLengths(5, 5, 5, 5), StochasticPolicy.of(9).mode(Mode.SINGLE_ACTIVE))
                        .slots())
                .isEqualTo(4);
        assertThat(Mux.of(Counts.ofLengths(5, 5, 5, 5), StochasticPolicy.of(9).mode(Mode.WITH_REPLACEMENT))
                        .slots())
                .isEqualTo(9);
    }

    @Test
    void moreShardsThanCanBeCut() {
        refused(
                () -> Mux.of("speech", Counts.ofLengths(5, 5, 5, 5), StochasticPolicy.of(2))
                        .cut(Cut.shard(0, 4)),
                "mux \"speech\": n_active is 2, fewer than the 4 shards: each shard needs a slot. Raise n_active or lower"
                        + " shards");
    }
}
