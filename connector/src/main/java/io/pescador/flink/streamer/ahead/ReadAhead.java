// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import io.pescador.flink.streamer.items.Weigher;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.ReadStrategy;

import org.apache.flink.annotation.Internal;

import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads leaves ahead, side by side, in threads of its own. Timing never changes the order of samples: the drawing thread waits for the
 * stream that it drew, and the read of that stream goes first.
 *
 * <p>Items that are read and not yet taken are bounded by one budget of bytes; the drawn stream may always exceed it by one item. A stream is
 * never read beyond the most items that will be taken of it, and its file is closed as soon as all of them are read.
 *
 * <p>Thread-safe. The reader of the source creates and closes it. Closing stops the threads; a file that is being read is closed when its
 * thread comes back.
 */
@Internal
public final class ReadAhead implements ReadStrategy, Closeable {

    private final ReadExecutor executor;
    private final ReadMonitor monitor;
    private final Weigher weigher;
    private final Duration timeout;
    private final Alarm alarm = new Alarm();
    private final AtomicLong open = new AtomicLong();

    ReadAhead(ReadExecutor executor, long budget, Duration timeout, Weigher weigher) {
        this.executor = executor;
        monitor = new ReadMonitor(executor, budget);
        this.weigher = weigher;
        this.timeout = timeout;
    }

    /**
     * @param threads how many streams are read side by side at most, ≥ 1; fewer where reads do not keep one another waiting
     * @param budget bytes that may be read and not yet taken, ≥ 1
     * @param timeout how long to wait for one item before the stream counts as failed; null to wait for ever
     * @param weigher how large an item is
     */
    public static ReadAhead of(int threads, long budget, Duration timeout, Weigher weigher) {
        if (threads < 1 || budget < 1) {
            throw new IllegalArgumentException(
                    "reading ahead takes at least one thread and one byte, not " + threads + " and " + budget);
        }
        return new ReadAhead(new ReaderThreads(threads), budget, timeout, weigher);
    }

    @Override
    public Optional<AsyncReads> forShard(long maxOpen, Runnable wake) {
        FilePermits permits = new FilePermits(maxOpen);
        return Optional.of(new AsyncReads() {
            @Override
            public boolean ahead() {
                return true;
            }

            @Override
            public <T> Feed<T> feed(Opener<T> opener, long atMost, boolean early) {
                AheadFeed<T> feed = new AheadFeed<>(ReadAhead.this, permits, opener, atMost, wake);
                monitor.open(feed, early);
                return feed;
            }
        });
    }

    /** Bytes that are read and not yet taken. */
    public long heldBytes() {
        return monitor.heldBytes();
    }

    /** Readers that are open. */
    public long openReaders() {
        return open.get();
    }

    // ---- for the feeds

    ReadMonitor monitor() {
        return monitor;
    }

    /** Null to wait for ever. */
    Duration timeout() {
        return timeout;
    }

    Alarm alarm() {
        return alarm;
    }

    long weigh(Object item) {
        return weigher.bytes(item);
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    @Override
    public void close() {
        executor.close();
        alarm.close();
    }
}
