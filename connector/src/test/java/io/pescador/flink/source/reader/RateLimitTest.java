// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTest {

    private long now;
    private final RateLimit limit = RateLimit.of(1_000, () -> now);

    private int takeAll() {
        int taken = 0;
        while (limit.permits(() -> {})) {
            limit.took(1);
            taken++;
        }
        return taken;
    }

    @Test
    void spacesSamplesEvenly() {
        assertThat(takeAll()).isEqualTo(1);
        for (int millis = 1; millis <= 100; millis++) {
            now = TimeUnit.MILLISECONDS.toNanos(millis) - 1;
            assertThat(takeAll()).isZero();
            now++;
            assertThat(takeAll()).isEqualTo(1);
        }
    }

    @Test
    void aReaderHasTheRateOfItsShards() {
        limit.share(3, 4);
        takeAll();
        int taken = 0;
        for (int millis = 1; millis <= 4_001; millis++) {
            now = TimeUnit.MILLISECONDS.toNanos(millis);
            taken += takeAll();
        }
        assertThat(taken).isEqualTo(3_000);
    }

    @Test
    void noLimitStaysNone() {
        RateLimit none = RateLimit.of(Double.POSITIVE_INFINITY, () -> now);
        none.share(0, 4);
        none.took(1);
        none.share(1, 4);
        none.took(1_000_000);
        assertThat(none.permits(() -> {})).isTrue();
    }

    @Test
    void makesUpForATenthOfASecond() {
        takeAll();
        now = TimeUnit.SECONDS.toNanos(5);
        assertThat(takeAll()).isEqualTo(101);
    }

    @Test
    void wakesWhenTheNextIsDue() throws Exception {
        assertThat(limit.permits(() -> {})).isTrue();
        limit.took(1);
        CountDownLatch woken = new CountDownLatch(1);
        assertThat(limit.permits(woken::countDown)).isFalse();
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
