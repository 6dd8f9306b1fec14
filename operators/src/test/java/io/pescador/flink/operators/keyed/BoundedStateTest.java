// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.MuxHarness.Backend;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** However many streams come by, what is kept is a working set. */
class BoundedStateTest {

    private static final int ACTIVE = 16;
    private static final int CAPACITY = 4;
    /** As many as are on at a time: of more, most that wait would be over when their turn comes. */
    private static final int KNOWN = 32;

    private static KeyedMuxBuilder<String, Rec> mux() {
        return MuxHarness.mux()
                .policy(StochasticPolicy.of(ACTIVE).rate(8))
                .reservoir(CAPACITY)
                .maxStreams(KNOWN)
                .idleTimeout(Duration.ofMillis(400))
                .seed(1);
    }

    /** Eight records of each stream; at any time 32 streams are on. */
    private static void pass(MuxHarness harness, int from, int to) throws Exception {
        for (int stream = from; stream < to; stream++) {
            harness.time(stream * 10L);
            for (int i = 0; i < 8; i++) {
                harness.send(Rec.of("stream-" + (stream - 4 * i), stream));
            }
        }
    }

    @Test
    void stateDoesNotGrowWhileAMillionStreamsPass() throws Exception {
        try (MuxHarness harness = MuxHarness.start(mux())) {
            pass(harness, 0, 20_000);
            long size = harness.stateSize();
            int entries = harness.entries();
            harness.output().clear();
            for (int from = 20_000; from < 1_000_000; from += 20_000) {
                pass(harness, from, from + 20_000);
                if (from % 100_000 == 0) {
                    // Numbers take more digits as they grow, so not exactly the same.
                    assertThat(harness.stateSize()).isLessThan(size + size / 4);
                    assertThat(harness.entries()).isEqualTo(entries);
                }
                assertThat(harness.output())
                        .as("records given among 20 000 streams")
                        .hasSizeGreaterThan(1000);
                harness.output().clear();
            }
            assertThat(harness.count(m -> m.forgotten)).isPositive();
            assertThat(harness.count(m -> m.idle)).isPositive();
        }
    }

    @Test
    void rowsOfStateAreBoundedByTheWorkingSet() throws Exception {
        try (MuxHarness harness = MuxHarness.start(mux(), Backend.ROCKSDB, 1)) {
            // The mux, two rows for each known stream, and for each active one its buffer and its records.
            int most = 1 + 2 * KNOWN + ACTIVE * (1 + CAPACITY);
            for (int from = 0; from < 6_000; from += 1_000) {
                pass(harness, from, from + 1_000);
                harness.stateSize(); // a snapshot writes back what is held as objects
                assertThat(harness.entries()).isBetween(1, most);
            }
        }
    }
}
