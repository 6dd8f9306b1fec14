// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Exact shares are no use if one heavy stream fills the working set: the slots stay mixed. */
class MixingTest {

    /** The effective number of streams is 1 / Σ (part of the slots that a stream holds)², here its mean over 20 000 draws. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"WITH_REPLACEMENT", "SINGLE_ACTIVE"})
    void tenSlotsHoldAtLeastSevenEffectiveStreams(Mode mode) {
        for (Dist dist : Dist.values()) {
            Mux<Integer> mux = Mux.of(
                    Pool.of(Counts.endless(100)).weights(Counts.zipf(100)),
                    StochasticPolicy.of(10).rate(8).mode(mode).dist(dist));
            Picker picker = StartedPickers.start(mux, 5);
            Moments effective = new Moments();
            for (int n = 0; n < 20_000; n++) {
                picker.pick();
                picker.emitted();
                effective.add(effective(picker));
            }
            assertThat(effective.mean()).as("%s, %s", mode, dist).isGreaterThanOrEqualTo(7);
        }
    }

    private static double effective(Picker picker) {
        int[] held = new int[100];
        double slots = 0;
        double squares = 0;
        for (int slot = 0; slot < picker.slots(); slot++) {
            int stream = picker.stream(slot);
            if (stream != Picker.NONE) {
                slots++;
                squares += 2 * held[stream]++ + 1; // (h + 1)² − h²
            }
        }
        return slots * slots / squares;
    }

    /** The draws mix too: a sample comes from the same stream as the one before about as often as one of ten slots is hit twice. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"WITH_REPLACEMENT", "SINGLE_ACTIVE"})
    void neighboursAreSeldomOfTheSameStream(Mode mode) {
        Mux<Integer> mux = Mux.of(
                Pool.of(Counts.endless(100)).weights(Counts.zipf(100)),
                StochasticPolicy.of(10).rate(8).mode(mode));
        int[] last = {-1, 0};
        int draws = 20_000;
        Counts.of(mux, 100, 5, draws, (stream, n, counts) -> {
            last[1] += stream == last[0] ? 1 : 0;
            last[0] = stream;
        });
        // Independent draws by weight would repeat with probability Σ w² = .061; a slot of ten is hit again with .1,
        // and a heavy stream
        // may hold several of seven effective ones: 1 / 7.
        assertThat(last[1] / (double) draws).isLessThan(1 / 7.0);
    }
}
