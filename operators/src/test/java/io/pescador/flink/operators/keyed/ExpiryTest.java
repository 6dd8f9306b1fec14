// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.operators.keyed.MuxHarness.Backend;

import org.apache.flink.streaming.api.TimeDomain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys that no record arrives for are drained, and leave neither state nor timers. */
class ExpiryTest {

    private static final Duration SILENCE = Duration.ofMillis(100);

    private static KeyedMuxBuilder<String, Rec> mux(TimeDomain time) {
        return MuxHarness.mux()
                .policy(ShuffledPolicy.of())
                .fifo(64, Overflow.DROP_OLDEST)
                .expireAfter(SILENCE, time)
                .seed(1);
    }

    private static Rec record(String key, int n) {
        return new Rec(key, "s" + n % 3, n, false);
    }

    /** Each key has records for 50 ms; each millisecond a key begins. */
    @ParameterizedTest
    @EnumSource(Backend.class)
    void keysThatExpireLeaveNothing(Backend backend) throws Exception {
        int keys = backend == Backend.ROCKSDB ? 5_000 : 50_000;
        for (TimeDomain time : TimeDomain.values()) {
            try (MuxHarness harness = MuxHarness.start(mux(time), backend, 1)) {
                List<Rec> sent = new ArrayList<>();
                for (int key = 0; key < keys; key++) {
                    for (int n = 0; n < 2; n++) {
                        Rec record = record("k" + (key - 50 * n), 2 * key + n);
                        sent.add(record);
                        harness.send(record, key);
                    }
                    if (time == TimeDomain.EVENT_TIME) {
                        harness.watermark(key - 1);
                    } else {
                        harness.time(key);
                    }
                    assertThat(harness.timers()).isLessThan(2 * 310);
                }
                harness.watermark(keys + 1_000);
                harness.time(keys + 1_000);
                harness.stateSize(); // a snapshot writes back what is held as objects
                assertThat(harness.entries()).isZero();
                assertThat(harness.timers()).isZero();
                assertThat(harness.values(Drawn::value)).containsExactlyInAnyOrderElementsOf(sent);
            }
        }
    }

    @Test
    void aKeyLivesAsLongAsRecordsArrive() throws Exception {
        try (MuxHarness harness = MuxHarness.start(mux(TimeDomain.EVENT_TIME))) {
            for (int n = 0; n < 50; n++) {
                harness.send(record("k", n), n * 90L);
                harness.watermark(n * 90L - 1);
            }
            assertThat(harness.values(Drawn::draw)).doesNotHaveDuplicates();
            harness.watermark(49 * 90 + 99);
            assertThat(harness.timers()).isEqualTo(2);
            harness.watermark(49 * 90 + 100);
            assertThat(harness.timers()).isZero();
            assertThat(harness.values(Drawn::value)).hasSize(50);
            harness.send(record("k", 50), 10_000);
            assertThat(harness.values(Drawn::draw)).hasSize(51).endsWith(0L); // of a new mux
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatExpiresAfterARestartIsTheSame(Backend backend) throws Exception {
        MuxHarness unbroken = MuxHarness.start(mux(TimeDomain.EVENT_TIME), backend, 1);
        MuxHarness broken = MuxHarness.start(mux(TimeDomain.EVENT_TIME), backend, 1);
        for (int n = 0; n < 1_000; n++) {
            Rec record = record("k" + n / 3 % 7 * (n / 100), n);
            unbroken.send(record, n * 10L);
            broken.send(record, n * 10L);
            unbroken.watermark(n * 10L - 1);
            broken.watermark(n * 10L - 1);
            if (n % 37 == 0) {
                broken = broken.restart(1);
            }
        }
        assertThat(broken.values(drawn -> drawn)).isEqualTo(unbroken.values(drawn -> drawn));
        unbroken.close();
        broken.close();
    }

    /** A stream that is silent for long has a timer too. */
    @Test
    void silentStreamsAndKeysShareTheClock() throws Exception {
        try (MuxHarness harness =
                MuxHarness.start(mux(TimeDomain.PROCESSING_TIME).idleTimeout(Duration.ofMillis(30)))) {
            harness.time(1);
            harness.send(record("k", 0));
            for (int time = 2; time < 100; time++) {
                harness.time(time);
            }
            harness.send(record("k", 1));
            harness.time(198);
            assertThat(harness.timers()).isPositive();
            harness.time(199);
            assertThat(harness.entries()).isZero();
            assertThat(harness.values(Drawn::value)).hasSize(2);
        }
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        assertThatThrownBy(() -> mux(TimeDomain.EVENT_TIME)
                        .expireAfter(Duration.ZERO, TimeDomain.EVENT_TIME)
                        .settings("mix"))
                .hasMessage("expireAfter is PT0S: it is at least a millisecond");
        try (MuxHarness harness = MuxHarness.start(mux(TimeDomain.EVENT_TIME))) {
            assertThatThrownBy(() -> harness.send(record("k", 0)))
                    .isInstanceOf(MuxException.class)
                    .hasMessage(
                            "mux \"mix\": a record has no timestamp, so it is not known when its key expires: assign"
                                    + " timestamps, or let keys expire in processing time");
        }
    }
}
