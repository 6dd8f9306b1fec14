// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.io.DataInputStatus;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A limited source gives no more than it may, sleeps in between, and gives the same samples. */
class RateLimitedSourceTest {

    private static final double PER_SECOND = 2_000;
    private static final int SAMPLES = 1_000;

    private static Streamer<Long> plan() {
        return Mux.of(Counting.streams(0, 20), StochasticPolicy.of(6).rate(5));
    }

    @Test
    void neverFasterAndNeverSpinning() throws Exception {
        StreamerSource<Sampled<Long>> source = StreamerSource.of(plan())
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setSamplesPerSecond(PER_SECOND)
                .buildWithProvenance();
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            long begin = System.nanoTime();
            int polls = 0;
            int asleep = 0;
            int taken = 0;
            while (taken < SAMPLES) {
                taken += harness.poll().size();
                polls++;
                if (harness.status() == DataInputStatus.NOTHING_AVAILABLE) {
                    asleep++;
                    harness.operator().getAvailableFuture().get(10, TimeUnit.SECONDS);
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            // A tenth of a second may be made up for after a pause, and the first sample waits for nothing.
            assertThat(seconds).isGreaterThan((SAMPLES - 1) / PER_SECOND - 0.1);
            assertThat(asleep).isPositive();
            assertThat(polls).as("it sleeps until it may go on").isLessThan(4 * SAMPLES);
            List<Sampled<Long>> expected = PlainLoop.shard(plan(), 1, 0, 1, taken);
            assertThat(harness.records()).isEqualTo(expected);
        }
    }
}
