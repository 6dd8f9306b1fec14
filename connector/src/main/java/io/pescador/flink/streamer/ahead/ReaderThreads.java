// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that read. A thread is added when a read has waited too long, up to the number that can be useful: the processors divided by
 * the fraction of time for which reads compute. Where a read takes microseconds, one or two threads do all of it without being woken for
 * each; where it waits for milliseconds, all of them soon wait side by side.
 *
 * <p>A {@link java.util.concurrent.ThreadPoolExecutor} wakes a thread for each task, which costs more than a short read.
 */
final class ReaderThreads implements ReadExecutor {

    private static final long MAX_WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    /** Reads that compute for a smaller share of their time wait, and are no burden side by side; the waking up of their threads counts in it. */
    private static final double WAITING = 0.5;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** One read in so many is timed, since asking for a thread's time costs nearly a microsecond. */
    private static final int TIMED = 8;

    /** The weight of one timed read in the average. */
    private static final double SMOOTHING = 1.0 / 16;

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final AtomicLong NAMES = new AtomicLong();

    private final int max;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private final PriorityQueue<Read> queue = new PriorityQueue<>();
    private final Set<Thread> all = new HashSet<>();
    private int threads;
    private int parked;
    private int calls;
    private long submitted;
    private double computing;
    private boolean closed;

    ReaderThreads(int max) {
        this.max = max;
    }

    @Override
    public void execute(Runnable task, boolean urgent) {
        long now = System.nanoTime();
        lock.lock();
        try {
            if (closed) {
                return; // no one draws any more
            }
            queue.add(new Read(task, urgent, submitted++, now));
            if (threads == parked || urgent || now - queue.peek().since > MAX_WAIT_NANOS) {
                call();
            }
        } finally {
            lock.unlock();
        }
    }

    private void call() {
        if (computing > WAITING && (threads - parked) * computing >= PROCESSORS) {
            return;
        }
        if (parked > 0) {
            parked--;
            calls++;
            called.signal();
        } else if (threads < max) {
            threads++;
            Thread thread = new Thread(this::work, "pescador-read-" + NAMES.getAndIncrement());
            thread.setDaemon(true);
            all.add(thread);
            thread.start();
        }
    }

    private void work() {
        int done = 0;
        for (Read read = next(); read != null; read = next()) {
            if (done++ % TIMED == 0) {
                time(read);
            } else {
                read.task.run();
            }
        }
    }

    private void time(Read read) {
        long before = System.nanoTime();
        long cpuBefore = CLOCK.getCurrentThreadCpuTime();
        read.task.run();
        double share = (double) (CLOCK.getCurrentThreadCpuTime() - cpuBefore) / Math.max(1, System.nanoTime() - before);
        lock.lock();
        try {
            computing += SMOOTHING * (Math.min(1, share) - computing);
        } finally {
            lock.unlock();
        }
    }

    /** The next read, or null for a thread that is not needed any more. */
    private Read next() {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed || !park()) {
                    threads--;
                    all.remove(Thread.currentThread());
                    return null;
                }
            }
            Read read = queue.poll();
            if (!queue.isEmpty() && System.nanoTime() - read.since > MAX_WAIT_NANOS) {
                call();
            }
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** @return whether the thread was called again */
    private boolean park() {
        parked++;
        long left = IDLE_NANOS;
        try {
            while (calls == 0 && left > 0 && !closed) {
                left = called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (calls > 0) {
            calls--;
            return true;
        }
        parked--;
        return false;
    }

    /** Threads end when they come back from what they read; the interrupt is for those that hang. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            all.forEach(Thread::interrupt); // also those that are parked
        } finally {
            lock.unlock();
        }
    }

    private record Read(Runnable task, boolean urgent, long number, long since) implements Comparable<Read> {

        @Override
        public int compareTo(Read other) {
            return urgent != other.urgent ? (urgent ? -1 : 1) : Long.compare(number, other.number);
        }
    }
}
