// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.sink.internal.TrainerWait;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A thread that owns the sockets of a writer. ZeroMQ's sockets belong to one thread, and an interrupt in the middle of JeroMQ breaks its
 * signals for good; Flink interrupts a task's thread when it cancels, so that thread only hands messages over here.
 *
 * <p>The task's thread calls all methods.
 */
final class SocketThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketThread.class);

    /** Messages between the two threads: enough that neither waits for the other to wake. */
    static final int HANDED_OVER = 4;

    private static final long STEP_MILLIS = 100;
    private static final long FIRST_WORD_NANOS = 10_000_000_000L;
    private static final long NEXT_WORD_NANOS = 60_000_000_000L;

    /** What the thread does: a message for a shard, or, without frames, the farewell. */
    private record Parcel(int shard, List<ByteBuffer> frames) {}

    private static final Parcel FAREWELL = new Parcel(-1, List.of());

    private final ZmqSettings settings;
    private final BlockingQueue<Parcel> parcels = new ArrayBlockingQueue<>(HANDED_OVER);
    private final Map<Integer, ShardSocket> sockets = new TreeMap<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private volatile long waitedNanos;

    private SocketThread(ZmqSettings settings, String name) {
        this.settings = settings;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static SocketThread start(ZmqSettings settings, String name) {
        SocketThread sender = new SocketThread(settings, name);
        sender.thread.start();
        return sender;
    }

    /**
     * Hands a message over. Waits while the consumer holds the job back; a cancelled task is interrupted.
     *
     * @return whether it was handed over; false if {@link TrainerWait} is over
     */
    boolean send(int shard, List<ByteBuffer> frames) throws IOException, InterruptedException {
        Parcel parcel = new Parcel(shard, frames);
        boolean handed = parcels.offer(parcel);
        if (!handed) {
            TrainerWait.entered();
            try {
                while (!handed && !TrainerWait.isOver()) {
                    handed = parcels.offer(parcel, STEP_MILLIS, TimeUnit.MILLISECONDS);
                    check();
                }
            } finally {
                TrainerWait.left();
            }
        }
        check();
        return handed;
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (!thread.isAlive() && !stopped) {
            throw new IOException("the thread that sends batches is gone");
        }
    }

    /** Waits until the consumers have taken everything, as {@link ZmqSink.Builder#setFarewell} says; nothing can be sent after it. */
    void finish() throws IOException, InterruptedException {
        while (!parcels.offer(
                FAREWELL, STEP_MILLIS, TimeUnit.MILLISECONDS)) { // without a peer, the thread is gone at once
            check();
        }
        thread.join();
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** How long the job has waited for consumers. */
    long waitedMillis() {
        return waitedNanos / 1_000_000;
    }

    /** Ends the thread. Without {@link #finish} what is on its way may be lost, as in any job that fails. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- in the thread

    private void run() {
        ZMQ.Context context = ZMQ.context(1);
        Duration linger = Duration.ZERO;
        try {
            boolean ended = false;
            while (!stopped && !ended) {
                Parcel parcel = parcels.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
                if (parcel == FAREWELL) {
                    for (ShardSocket socket : sockets.values()) {
                        awaitGoodbye(socket);
                    }
                    linger = stopped ? Duration.ZERO : settings.farewell();
                    ended = true;
                } else if (parcel != null) {
                    ShardSocket socket =
                            sockets.computeIfAbsent(parcel.shard, shard -> new ShardSocket(context, settings, shard));
                    sendAll(socket, parcel.frames);
                }
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            end(context, linger);
        }
    }

    private void sendAll(ShardSocket socket, List<ByteBuffer> frames) throws IOException {
        int next = 0;
        Waiting waiting = null;
        while (!stopped && (next = socket.send(frames, next)) < frames.size()) {
            waiting = waiting == null ? new Waiting() : waiting;
            waiting.tick(socket);
            socket.check();
        }
    }

    /**
     * Nothing in ZeroMQ tells that a message was read. So the socket stays open until the consumer closes its own, or has been connected
     * for the time of the farewell; until there is a consumer, the job waits.
     */
    private void awaitGoodbye(ShardSocket socket) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Waiting waiting = new Waiting();
        while (!stopped) {
            socket.look();
            socket.check();
            long since = System.nanoTime() - began;
            boolean longEnough = socket.isConnected()
                    && since >= settings.farewell().toNanos()
                    && socket.connectedFor().compareTo(settings.farewell()) >= 0;
            if (socket.closedSinceLast() || longEnough) {
                return;
            }
            Thread.sleep(5);
            if (!socket.isConnected()) {
                waiting.tick(socket);
            }
        }
    }

    private void end(ZMQ.Context context, Duration linger) {
        long began = System.nanoTime();
        String last =
                sockets.values().stream().map(ShardSocket::consumer).findFirst().orElse("");
        sockets.values().forEach(socket -> socket.close(linger));
        context.close();
        if (!linger.isZero() && System.nanoTime() - began >= linger.toNanos()) {
            failure = new IOException("the run is at its end, but its last batches were not taken within "
                    + linger.toSeconds() + " s: " + last + ". They are sent again from the last checkpoint");
        }
    }

    /** Says from time to time what the job waits for. */
    private final class Waiting {

        private final long began = System.nanoTime();
        private final long before = waitedNanos;
        private long word = began + FIRST_WORD_NANOS;

        void tick(ShardSocket socket) {
            long now = System.nanoTime();
            waitedNanos = before + now - began;
            if (now - word >= 0) {
                word = now + NEXT_WORD_NANOS;
                LOG.info("waiting {} s for the consumer: {}", (now - began) / 1_000_000_000L, socket.consumer());
            }
        }
    }
}
