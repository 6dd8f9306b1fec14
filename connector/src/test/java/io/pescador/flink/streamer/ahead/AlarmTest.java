// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread that outlived its reader would keep the class loader of the job. */
class AlarmTest {

    @Test
    void itsThreadEndsWhenItIsClosed() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        Alarm alarm = new Alarm();
        long begin = System.nanoTime();
        alarm.after(TimeUnit.MILLISECONDS.toNanos(5), () -> ran.complete(Thread.currentThread()));
        Thread thread = ran.get(10, TimeUnit.SECONDS);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(thread.isDaemon()).isTrue();
        alarm.close();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void closedItRunsNothing() throws Exception {
        CompletableFuture<Thread> first = new CompletableFuture<>();
        AtomicBoolean ran = new AtomicBoolean();
        Alarm alarm = new Alarm();
        alarm.after(0, () -> first.complete(Thread.currentThread()));
        Thread thread = first.get(10, TimeUnit.SECONDS);
        alarm.after(TimeUnit.HOURS.toNanos(1), () -> ran.set(true));
        alarm.close();
        alarm.after(0, () -> ran.set(true));
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(ran).isFalse();
    }
}
