// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import org.apache.flink.annotation.Internal;

import java.io.Closeable;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs something short after a time, in a thread that is started when it is first needed and ends when this is closed.
 *
 * <p>{@link java.util.concurrent.CompletableFuture} would do it in a thread of the JDK's own, which never ends, and keeps the class loader of
 * the job that started it for as long as the process lives.
 *
 * <p>Thread-safe.
 */
@Internal
public final class Alarm implements Closeable {

    private ScheduledThreadPoolExecutor timer;
    private boolean closed;

    /** Nothing happens once this is closed. */
    public synchronized void after(long nanos, Runnable action) {
        if (closed) {
            return;
        }
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, Alarm::thread);
        }
        timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pescador-alarm");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
