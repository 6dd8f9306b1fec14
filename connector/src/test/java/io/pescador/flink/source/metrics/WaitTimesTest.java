// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader's time went into. */
class WaitTimesTest {

    private static final long MILLI = 1_000_000;

    private long now = 17;

    private WaitTimes waits(boolean readsAhead) {
        return new WaitTimes(readsAhead, () -> now);
    }

    @Test
    void waitingForReadsCountsHoweverShort() {
        WaitTimes waits = waits(true);
        for (int i = 0; i < 10; i++) {
            waits.poll();
            waits.pending();
            now += MILLI / 100;
        }
        assertThat(waits.reads()).as("also while it waits").isEqualTo(MILLI / 10);
        waits.poll();
        assertThat(waits.reads()).isEqualTo(MILLI / 10);
        assertThat(waits.consumer()).isZero();
    }

    @Test
    void aPollThatTakesLongWasHeldUpByWhoeverTakesTheSamples() {
        WaitTimes waits = waits(true);
        waits.poll();
        now += MILLI / 2; // it draws
        waits.poll();
        now += 3 * MILLI;
        assertThat(waits.consumer()).as("also while it is held up").isEqualTo(3 * MILLI);
        waits.poll();
        now += MILLI / 2;
        assertThat(waits.consumer()).isEqualTo(3 * MILLI);
        assertThat(waits.reads()).isZero();
    }

    @Test
    void withoutThreadsThatReadItHasRead() {
        WaitTimes waits = waits(false);
        waits.poll();
        now += 3 * MILLI;
        waits.poll();
        assertThat(waits.reads()).isEqualTo(3 * MILLI);
        assertThat(waits.consumer()).isZero();
    }

    @Test
    void havingNothingToDrawIsNoWaiting() {
        WaitTimes waits = waits(true);
        now += 5 * MILLI;
        waits.poll();
        waits.nothing();
        now += 5 * MILLI;
        waits.poll();
        assertThat(waits.reads() + waits.consumer()).isZero();
    }
}
