// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitTest {

    private long now;
    private final RateLimit limit = RateLimit.perSecond(1_000, () -> now);

    private int takeAll() {
        int taken = 0;
        while (limit.permits(() -> {})) {
            limit.took();
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
    void makesUpForATenthOfASecond() {
        takeAll();
        now = TimeUnit.SECONDS.toNanos(5);
        assertThat(takeAll()).isEqualTo(101);
    }

    @Test
    void wakesWhenTheNextIsDue() throws Exception {
        assertThat(limit.permits(() -> {})).isTrue();
        limit.took();
        CountDownLatch woken = new CountDownLatch(1);
        assertThat(limit.permits(woken::countDown)).isFalse();
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
