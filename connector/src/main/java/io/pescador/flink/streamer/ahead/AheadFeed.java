// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import io.pescador.flink.streamer.ahead.ReadMonitor.Chunk;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.ProcessLimit;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The items of one leaf on their way from a thread that reads to the drawing thread.
 *
 * <p>At most one thread reads at any time. It hands items over in chunks. The drawing thread takes all chunks at once, and returns their
 * room in the budget when it has used them up. What both share is in the {@link ReadMonitor}.
 */
final class AheadFeed<T> implements AsyncReads.Feed<T> {

    /** Items that are read before another stream has its turn. */
    private static final int CHUNK = 64;

    /** Bytes of a chunk that may be read before they count in the budget: items may be small and many. */
    private static final long UNCOUNTED = 1 << 16;

    /**
     * After this time a drawn stream hands over what it has read. Not at once: an item of a file in memory takes a microsecond, waking a
     * thread takes several, and the next items are likely to be drawn, too.
     */
    private static final long MOMENT_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final ReadAhead reads;
    private final ReadMonitor monitor;
    private final AsyncReads.Opener<T> opener;
    private final Runnable wake;
    private final ReadMonitor.Entry<T> entry;

    // Of the thread that reads; handed from one to the next by the monitor.
    private ItemReader<T> reader;
    private long remaining;
    private long chunkBytes;
    private long uncounted;

    // Of the drawing thread.
    private Chunk<T> chunk = Chunk.empty();
    private int next;
    private long waitingSince;

    AheadFeed(ReadAhead reads, FilePermits permits, AsyncReads.Opener<T> opener, long atMost, Runnable wake) {
        this.reads = reads;
        monitor = reads.monitor();
        this.opener = opener;
        this.wake = wake;
        entry = new ReadMonitor.Entry<>(permits);
        remaining = atMost;
    }

    ReadMonitor.Entry<T> entry() {
        return entry;
    }

    void wake() {
        wake.run();
    }

    // ---- the drawing thread

    @Override
    public PollResult poll() throws IOException {
        if (next < chunk.items().size()) {
            return PollResult.ITEM;
        }
        long used = chunk.bytes();
        next = 0;
        chunk = Chunk.empty(); // also if this fails: the bytes are given back once
        Chunk<T> taken;
        try {
            taken = monitor.take(this, used);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(ProcessLimit.in(e), e);
        }
        if (taken == null) {
            return PollResult.END;
        }
        if (taken.items().isEmpty()) {
            watch();
            return PollResult.PENDING;
        }
        chunk = taken;
        waitingSince = 0;
        return PollResult.ITEM;
    }

    private void watch() throws IOException {
        if (reads.timeout() == null) {
            return;
        }
        long now = System.nanoTime();
        long patience = reads.timeout().toNanos();
        if (waitingSince == 0) {
            waitingSince = now;
            reads.alarm().after(patience, wake);
        } else if (now - waitingSince >= patience) {
            throw new IOException("no item came within " + reads.timeout().toMillis()
                    + " ms: the reader hangs. Raise the read timeout if it is only slow");
        }
    }

    @Override
    public void adopt() {
        monitor.adopt(this);
    }

    @Override
    public T take() {
        return chunk.items().get(next++);
    }

    @Override
    public void close() throws IOException {
        long used = chunk.bytes();
        chunk = Chunk.empty();
        next = 0;
        if (monitor.close(this, used)) {
            closeFile();
        }
    }

    // ---- the thread that reads

    void read() {
        if (!monitor.begin(this)) {
            return;
        }
        chunkBytes = 0;
        uncounted = 0;
        List<T> items = new ArrayList<>();
        boolean over = false;
        Throwable failure = null;
        try {
            over = readInto(items);
        } catch (Throwable e) { // also an Error: the drawing thread has to hear of it
            failure = e;
        }
        if (over || failure != null) {
            over = true;
            try {
                closeReader(); // before the end is known, so that the file is free for the stream that is opened next
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (monitor.finish(this, new Chunk<>(items, chunkBytes), uncounted, over, failure)) {
            try {
                closeFile();
            } catch (IOException e) {
                // The feed is closed: what was read of it is thrown away, too.
            }
        }
    }

    /** @return whether all is read */
    private boolean readInto(List<T> items) throws IOException {
        long began = System.nanoTime();
        if (reader == null && remaining > 0) {
            reader = opener.open();
            reads.opened();
        }
        while (remaining > 0 && items.size() < CHUNK && mayReadOn(items.size(), began)) {
            if (!items.isEmpty() && !reader.isReady()) {
                return false; // the stream is live: what came is given before the next is waited for
            }
            T item = reader.read();
            if (item == null) {
                return true;
            }
            items.add(item);
            count(reads.weigh(item));
            remaining -= remaining == Long.MAX_VALUE ? 0 : 1;
        }
        return remaining == 0;
    }

    private void count(long bytes) {
        chunkBytes += bytes;
        uncounted += bytes;
        if (uncounted >= UNCOUNTED) {
            monitor.hold(uncounted);
            uncounted = 0;
        }
    }

    private boolean mayReadOn(int read, long began) {
        if (entry.isClosed()) {
            return false;
        }
        if (entry.isDrawn() && (read == 0 || System.nanoTime() - began >= MOMENT_NANOS)) {
            return read == 0;
        }
        return entry.readyItems() + read < ReadMonitor.MAX_AHEAD && monitor.hasRoom();
    }

    // ---- either

    private void closeFile() throws IOException {
        try {
            closeReader();
        } finally {
            monitor.returnPermit(this);
        }
    }

    private void closeReader() throws IOException {
        ItemReader<T> closing = reader;
        reader = null;
        if (closing != null) {
            reads.closed();
            closing.close();
        }
    }
}
