// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import io.pescador.flink.streamer.ahead.FilePermits.Permit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The state of all feeds, behind one lock. Opening, reading and closing files happens outside of it.
 *
 * <p>A feed goes through these states:
 *
 * <pre>
 *            open, early and no permit ──► WAITING ──┐ permit, or its turn
 *            open ───────────────────────────────────┴──► QUEUED ◄──────────────────────┐
 *                                                           │ a thread begins           │
 *                                                           ▼                           │
 *             all is read, or a failure                  READING ── more to read ───────┤
 *   ENDED ◄─────────────────────────────────────────────── │  │                        │
 *                                                enough     │  │ budget used up         │
 *                                                is ready   ▼  ▼                        │
 *                                                        IDLE STARVED ──────────────────┘
 *                                                         items taken / room made, or drawn
 *   CLOSED ◄── from every state
 * </pre>
 *
 * <p>Only a QUEUED feed is begun, so a read that was queued twice happens once. A feed that is closed while a thread reads it is CLOSED at
 * once; that thread closes the file when it comes back, and returns the permit.
 */
final class ReadMonitor {

    enum State {
        WAITING,
        QUEUED,
        READING,
        IDLE,
        STARVED,
        ENDED,
        CLOSED
    }

    /** What the monitor keeps of a feed. */
    static final class Entry<T> {
        private final FilePermits permits;
        private Permit permit;
        private State state = State.WAITING;
        private List<T> ready = new ArrayList<>();
        private long readyBytes;
        private Throwable failure;

        // Written under the lock, and read without it by the thread that reads.
        private volatile boolean drawn;
        private volatile boolean closed;
        private volatile int readyItems;

        Entry(FilePermits permits) {
            this.permits = permits;
        }

        /** Whether the drawing thread waits for an item. */
        boolean isDrawn() {
            return drawn;
        }

        boolean isClosed() {
            return closed;
        }

        /** How many items are ready. */
        int readyItems() {
            return readyItems;
        }

        private Chunk<T> removeReady() {
            Chunk<T> chunk = new Chunk<>(ready, readyBytes);
            ready = new ArrayList<>();
            readyItems = 0;
            readyBytes = 0;
            return chunk;
        }

        private void add(Chunk<T> chunk) {
            ready.addAll(chunk.items());
            readyItems = ready.size();
            readyBytes += chunk.bytes();
        }

        private void giveBack(AheadFeed<T> feed) {
            permits.leave(feed, permit);
            permit = Permit.RETURNED;
        }
    }

    /** Items of a feed and the bytes that count for them. */
    record Chunk<T>(List<T> items, long bytes) {

        static <T> Chunk<T> empty() {
            return new Chunk<>(List.of(), 0);
        }
    }

    /** Items read ahead of a stream of unknown length. */
    static final int MAX_AHEAD = 512;

    private final ReadExecutor executor;
    private final long budget;
    private final Deque<AheadFeed<?>> starved = new ArrayDeque<>();
    private volatile long held;

    ReadMonitor(ReadExecutor executor, long budget) {
        this.executor = executor;
        this.budget = budget;
    }

    // ---- the drawing thread

    synchronized <T> void open(AheadFeed<T> feed, boolean early) {
        Entry<T> entry = feed.entry();
        entry.permit = early ? entry.permits.early(feed) : entry.permits.inTurn();
        if (entry.permit != Permit.WAITING) {
            queue(feed);
        }
    }

    synchronized <T> void adopt(AheadFeed<T> feed) {
        Entry<T> entry = feed.entry();
        entry.permit = entry.permits.adopt(feed, entry.permit);
        if (entry.state == State.WAITING) {
            queue(feed);
        }
    }

    /**
     * Takes all that is ready. Where nothing is, the read of the feed becomes urgent.
     *
     * @param used bytes of the chunk taken before, which is used up
     * @return no items if they have yet to be read, null if there are no more
     * @throws Throwable what the read failed with
     */
    synchronized <T> Chunk<T> take(AheadFeed<T> feed, long used) throws Throwable {
        Entry<T> entry = feed.entry();
        release(used);
        if (!entry.ready.isEmpty()) {
            Chunk<T> chunk = entry.removeReady();
            entry.drawn = false;
            if (entry.state == State.IDLE) {
                queue(feed);
            }
            return chunk;
        }
        if (entry.failure != null) {
            throw entry.failure;
        }
        if (entry.state == State.ENDED || entry.state == State.CLOSED) {
            return null;
        }
        if (!entry.drawn) {
            entry.drawn = true;
            if (entry.state != State.READING) {
                queue(feed);
            }
        }
        return Chunk.empty();
    }

    /**
     * Closes a feed.
     *
     * @param used bytes of the chunk taken last
     * @return whether the caller has to close the file; else the thread that reads does
     */
    synchronized <T> boolean close(AheadFeed<T> feed, long used) {
        Entry<T> entry = feed.entry();
        boolean free = entry.state != State.READING && entry.state != State.CLOSED;
        release(used + entry.removeReady().bytes());
        if (entry.permit == Permit.WAITING) {
            entry.giveBack(feed);
        }
        entry.drawn = false;
        entry.state = State.CLOSED;
        entry.closed = true;
        return free;
    }

    // ---- threads that read

    /** @return whether the feed is to be read; it is not if it was closed, or read, since the read was queued */
    synchronized <T> boolean begin(AheadFeed<T> feed) {
        Entry<T> entry = feed.entry();
        if (entry.state != State.QUEUED) {
            return false;
        }
        entry.state = State.READING;
        return true;
    }

    /** Counts bytes that were read. */
    synchronized void hold(long bytes) {
        held += bytes;
    }

    /** Whether more may be read ahead. */
    boolean hasRoom() {
        return held < budget;
    }

    /** Bytes that are read and not used up. */
    long heldBytes() {
        return held;
    }

    /**
     * A thread has read some items.
     *
     * @param uncounted bytes of the chunk that do not count yet
     * @param over whether the stream has ended or failed; its file is closed by now, so that it is free for the next
     * @return whether the feed was closed meanwhile: its file has to be closed, and its permit returned
     */
    <T> boolean finish(AheadFeed<T> feed, Chunk<T> chunk, long uncounted, boolean over, Throwable failure) {
        Entry<T> entry = feed.entry();
        boolean wakes;
        synchronized (this) {
            held += uncounted;
            if (entry.state == State.CLOSED) {
                release(chunk.bytes());
                return true;
            }
            entry.add(chunk);
            wakes = entry.drawn && (over || !chunk.items().isEmpty());
            if (wakes) {
                entry.drawn = false;
            }
            if (over) {
                entry.failure = failure;
                entry.state = State.ENDED;
                returnPermit(feed);
            } else if (entry.drawn || entry.ready.size() < MAX_AHEAD && hasRoom()) {
                queue(feed);
            } else if (entry.ready.size() < MAX_AHEAD) {
                entry.state = State.STARVED;
                starved.add(feed);
            } else {
                entry.state = State.IDLE;
            }
        }
        if (wakes) {
            feed.wake();
        }
        return false;
    }

    /** The file of a feed is closed, or will not be opened. */
    synchronized <T> void returnPermit(AheadFeed<T> feed) {
        Entry<T> entry = feed.entry();
        entry.giveBack(feed);
        for (AheadFeed<?> next = entry.permits.admit(); next != null; next = entry.permits.admit()) {
            next.entry().permit = Permit.EARLY;
            queue(next);
        }
    }

    private void queue(AheadFeed<?> feed) {
        Entry<?> entry = feed.entry();
        entry.state = State.QUEUED;
        executor.execute(feed::read, entry.drawn);
    }

    private void release(long bytes) {
        held -= bytes;
        while (bytes > 0 && hasRoom() && !starved.isEmpty()) {
            AheadFeed<?> next = starved.poll();
            if (next.entry().state == State.STARVED) { // else it was drawn or closed since
                queue(next);
                return; // it reads while there is room; others follow when more is released
            }
        }
    }
}
