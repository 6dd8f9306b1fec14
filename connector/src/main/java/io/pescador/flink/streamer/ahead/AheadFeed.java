// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.ProcessLimit;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The items of one leaf on their way from a thread that reads to the one that draws.
 *
 * <p>At any time at most one thread reads. It hands items over in chunks; to somebody who waits, those that come within a
 * moment. The drawing thread takes a whole chunk at a time and gives its room back when it has used it up.
 */
final class AheadFeed<T> implements AsyncReads.Feed<T> {

    /** ReadStrategy in one go before another stream has its turn. */
    private static final int CHUNK = 64;

    /** Bytes that a chunk may have before they count in the budget: the counter is shared by all threads, and small items are many. */
    private static final long UNCOUNTED = 1 << 16;

    /**
     * After so long, whoever waits is given what there is. Not at once: an item of a file in memory takes a microsecond, waking up a thread
     * several, and the next items are likely to be waited for, too.
     */
    private static final long MOMENT_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    /** Items read ahead of a stream whose end nobody knows. */
    private static final int MOST_AHEAD = 512;

    private final ReadAhead pool;
    private final AsyncReads.Opener<T> opener;
    private final OpenLimit limit;
    private final Runnable wake;

    // Of the thread that reads; handed from one to the next by the lock.
    private ItemReader<T> reader;
    private long left;
    private long chunkReadBytes;
    private long notYetHeld;
    private long chunkBegan;

    // Guarded by this.
    private final ArrayDeque<T> ready = new ArrayDeque<>();
    private long readyBytes;
    private boolean reading;
    private boolean awaited;
    private boolean exhausted;
    private Standing standing;
    private boolean closed;
    private Throwable failure;

    // Of the thread that draws.
    private List<T> chunk = List.of();
    private int next;
    private long chunkBytes;
    private long waitingSince;

    /** Where a feed stands with the limit of open readers. */
    private enum Standing {
        EARLY,
        LET_IN,
        IN_TURN,
        DONE
    }

    AheadFeed(ReadAhead pool, AsyncReads.Opener<T> opener, long atMost, boolean early, OpenLimit limit, Runnable wake) {
        this.pool = pool;
        this.opener = opener;
        this.limit = limit;
        this.wake = wake;
        left = atMost;
        standing = early ? Standing.EARLY : Standing.IN_TURN;
        if (!early) {
            limit.turn(this);
        }
    }

    void begin() {
        pool.submit(this, false);
    }

    // ---- the thread that draws

    @Override
    public PollResult poll() throws IOException {
        if (next < chunk.size()) {
            return PollResult.ITEM;
        }
        if (chunkBytes > 0) {
            pool.release(chunkBytes);
            chunkBytes = 0;
        }
        boolean more;
        synchronized (this) {
            if (ready.isEmpty()) {
                return waitForMore();
            }
            chunk = new ArrayList<>(ready);
            next = 0;
            chunkBytes = readyBytes;
            ready.clear();
            readyBytes = 0;
            awaited = false;
            more = !exhausted && !reading;
        }
        waitingSince = 0;
        if (more) {
            pool.submit(this, false);
        }
        return PollResult.ITEM;
    }

    private PollResult waitForMore() throws IOException {
        if (failure != null) {
            if (failure instanceof RuntimeException bug) {
                throw bug;
            }
            throw failure instanceof IOException io ? io : new IOException(ProcessLimit.in(failure), failure);
        }
        if (exhausted || closed) {
            return PollResult.END;
        }
        if (pool.timeout() != null) {
            watch();
        }
        if (!awaited) {
            awaited = true;
            if (!reading) {
                pool.submit(this, true);
            }
        }
        return PollResult.PENDING;
    }

    private void watch() throws IOException {
        long now = System.nanoTime();
        long patience = pool.timeout().toNanos();
        if (waitingSince == 0) {
            waitingSince = now;
            CompletableFuture.delayedExecutor(patience, TimeUnit.NANOSECONDS).execute(wake);
        } else if (now - waitingSince >= patience) {
            throw new IOException("no item came within " + pool.timeout().toMillis()
                    + " ms: the reader hangs. Raise the read timeout if it is only slow");
        }
    }

    @Override
    public void adopt() {
        synchronized (this) {
            if (standing == Standing.EARLY) {
                limit.turn(this);
            } else if (standing == Standing.LET_IN) {
                limit.turnOfEarly();
            }
            standing = standing == Standing.DONE ? Standing.DONE : Standing.IN_TURN;
        }
        resume();
    }

    @Override
    public T take() {
        return chunk.get(next++);
    }

    @Override
    public void close() throws IOException {
        long bytes = chunkBytes;
        chunkBytes = 0;
        chunk = List.of();
        boolean free;
        synchronized (this) {
            bytes += readyBytes;
            ready.clear();
            readyBytes = 0;
            closed = true;
            free = !reading;
        }
        pool.release(bytes);
        if (free) {
            closeReader();
        }
    }

    // ---- the thread that reads

    /** There is a place for a stream that waited to be opened early. */
    void admitted() {
        boolean wanted;
        synchronized (this) {
            wanted = standing == Standing.EARLY;
            standing = wanted ? Standing.LET_IN : standing;
        }
        if (wanted) {
            resume();
        } else {
            limit.done(true);
        }
    }

    void resume() {
        pool.submit(this, false);
    }

    void read() {
        synchronized (this) {
            if (reading || closed || exhausted) {
                return;
            }
            if (standing == Standing.EARLY) {
                if (!limit.letIn(this)) {
                    return;
                }
                standing = Standing.LET_IN;
            }
            reading = true;
        }
        Throwable thrown = null;
        boolean end = false;
        List<T> items = new ArrayList<>();
        chunkReadBytes = 0;
        notYetHeld = 0;
        chunkBegan = System.nanoTime();
        try {
            end = readChunk(items);
        } catch (Throwable e) { // also an Error: the thread that draws has to hear of it
            thrown = e;
        }
        handOver(items, end, thrown);
    }

    /** @return whether there are no more items to be read */
    private boolean readChunk(List<T> items) throws IOException {
        if (reader == null && left > 0) {
            reader = opener.open();
            pool.opened();
        }
        while (left > 0 && items.size() < CHUNK && mayReadOn(items.size())) {
            T item = reader.read();
            if (item == null) {
                return true;
            }
            items.add(item);
            count(pool.weigh(item));
            left -= left == Long.MAX_VALUE ? 0 : 1;
        }
        return left == 0;
    }

    private void count(long bytes) {
        chunkReadBytes += bytes;
        notYetHeld += bytes;
        if (notYetHeld >= UNCOUNTED) {
            pool.hold(notYetHeld);
            notYetHeld = 0;
        }
    }

    private synchronized boolean mayReadOn(int read) {
        if (closed) {
            return false;
        }
        if (awaited && (read == 0 || System.nanoTime() - chunkBegan >= MOMENT_NANOS)) {
            return read == 0;
        }
        return ready.size() + read < MOST_AHEAD && pool.hasRoom();
    }

    private void handOver(List<T> items, boolean end, Throwable thrown) {
        long bytes = chunkReadBytes;
        pool.hold(notYetHeld);
        boolean over = end || thrown != null;
        if (over) {
            try {
                closeReader(); // before anybody hears of the end, so that the file is free for whoever is opened next
            } catch (IOException e) {
                thrown = thrown == null ? e : thrown;
            }
        }
        boolean wakes;
        boolean again;
        boolean dropped;
        synchronized (this) {
            reading = false;
            dropped = closed;
            if (!closed) {
                ready.addAll(items);
                readyBytes += bytes;
            }
            exhausted = over;
            failure = thrown;
            wakes = awaited && (over || !items.isEmpty());
            awaited &= !wakes;
            again = !over && !closed && (awaited || ready.size() < MOST_AHEAD);
        }
        if (dropped) {
            pool.release(bytes);
            closeQuietly();
        } else {
            if (wakes) {
                wake.run();
            }
            if (again) {
                goOn();
            }
        }
    }

    private void goOn() {
        boolean drawn;
        synchronized (this) {
            drawn = awaited;
        }
        if (drawn || pool.hasRoom()) {
            pool.submit(this, drawn);
        } else {
            pool.starve(this);
        }
    }

    private void closeQuietly() {
        try {
            closeReader();
        } catch (IOException e) {
            // Nobody is left to tell: what was read of it is thrown away, too.
        }
    }

    private void done() {
        Standing was;
        synchronized (this) {
            was = standing;
            standing = Standing.DONE;
        }
        switch (was) {
            case EARLY -> limit.gaveUp(this);
            case LET_IN -> limit.done(true);
            case IN_TURN -> limit.done(false);
            case DONE -> {}
        }
    }

    private void closeReader() throws IOException {
        ItemReader<T> closing = reader;
        reader = null;
        try {
            if (closing != null) {
                pool.closed();
                closing.close();
            }
        } finally {
            done();
        }
    }
}
