// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import org.apache.flink.annotation.Internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether writers of this process wait for a trainer. For a program that runs its jobs in its own process: it can show that they wait, and
 * end the waiting when it stops a job. A waiting writer blocks its task, so the savepoint of a stop would wait as long.
 *
 * <p>Thread-safe. On a cluster, writers are in other processes; there, metrics show the waiting.
 */
@Internal
public final class TrainerWait {

    private static final AtomicInteger WAITING = new AtomicInteger();
    private static volatile boolean over;

    private TrainerWait() {}

    /** Whether any writer waits now. */
    public static boolean isOn() {
        return WAITING.get() > 0;
    }

    /**
     * Stops all waiting, now and later. What a task still draws until its state is saved goes into the directory beyond {@code max_ahead},
     * or into the saved state of a socket.
     */
    public static void end() {
        over = true;
    }

    /** Makes writers wait again, for a process that runs another job. */
    public static void reset() {
        over = false;
    }

    /** Whether {@link #end} was called. */
    public static boolean isOver() {
        return over;
    }

    /** A writer begins to wait. It must call {@link #left} afterwards. */
    public static void entered() {
        WAITING.incrementAndGet();
    }

    /** A writer waits no longer. */
    public static void left() {
        WAITING.decrementAndGet();
    }
}
