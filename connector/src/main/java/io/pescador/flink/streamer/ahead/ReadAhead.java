// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import io.pescador.flink.streamer.items.Weigher;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.ReadStrategy;

import org.apache.flink.annotation.Internal;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * ReadStrategy leaves ahead, side by side, in a pool of threads. Timing never changes the order of samples: whoever draws waits for the stream that
 * it drew, and that stream's read goes first in the queue.
 *
 * <p>What is read and not yet taken is bounded by one budget of bytes; the stream that is waited for may always exceed it by one item. A
 * stream is never read beyond the most items that will be taken of it, and lets go of its file as soon as all of them are read.
 *
 * <p>Thread-safe. Closing it stops the threads; readers that are in the middle of an item are closed when they come back.
 */
@Internal
public final class ReadAhead implements ReadStrategy, Closeable {

    private final ReaderThreads crew;
    private final Weigher weigher;
    private final long budget;
    private final Duration timeout;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final Deque<AheadFeed<?>> starved = new ArrayDeque<>();

    private ReadAhead(int threads, long budget, Duration timeout, Weigher weigher) {
        this.weigher = weigher;
        this.budget = budget;
        this.timeout = timeout;
        crew = new ReaderThreads(threads);
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
        return new ReadAhead(threads, budget, timeout, weigher);
    }

    @Override
    public Optional<AsyncReads> forShard(long maxOpen, Runnable wake) {
        OpenLimit limit = new OpenLimit(maxOpen);
        return Optional.of(new AsyncReads() {
            @Override
            public boolean ahead() {
                return true;
            }

            @Override
            public <T> Feed<T> feed(Opener<T> opener, long atMost, boolean early) {
                AheadFeed<T> feed = new AheadFeed<>(ReadAhead.this, opener, atMost, early, limit, wake);
                feed.begin();
                return feed;
            }
        });
    }

    /** Bytes that are read and not yet taken. */
    public long heldBytes() {
        return held.get();
    }

    /** Readers that are open. */
    public long openReaders() {
        return open.get();
    }

    // ---- for the feeds

    Duration timeout() {
        return timeout;
    }

    long weigh(Object item) {
        return weigher.bytes(item);
    }

    /** Queues a feed's next read; a drawn one goes before all that are not. */
    void submit(AheadFeed<?> feed, boolean drawn) {
        crew.submit(feed, drawn);
    }

    boolean hasRoom() {
        return held.get() < budget;
    }

    void hold(long bytes) {
        held.addAndGet(bytes);
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    /** Remembers a feed that stopped for want of room, until {@link #release} makes some. */
    void starve(AheadFeed<?> feed) {
        synchronized (starved) {
            starved.add(feed);
        }
        if (hasRoom()) {
            wakeStarved(); // room was made in between
        }
    }

    void release(long bytes) {
        if (held.addAndGet(-bytes) < budget) {
            wakeStarved();
        }
    }

    private void wakeStarved() {
        AheadFeed<?> next;
        synchronized (starved) {
            next = starved.poll();
        }
        if (next != null) {
            next.resume();
        }
    }

    @Override
    public void close() {
        crew.close();
    }
}
