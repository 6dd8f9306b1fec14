// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells readers that the job is alive: {@code job.json} has other content every few seconds. Each writer has one, in a thread of its own,
 * since a writer may wait for its next batch for long.
 *
 * <p>A beat that cannot be written is left out: if the directory is gone, the next batch fails the job.
 */
final class Heartbeat implements Closeable {

    /** A beat takes some 100 µs on a local disk. */
    private static final long LOCAL_SECONDS = 2;

    /** Object stores charge for it. */
    private static final long REMOTE_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final QueueDirectory directory;
    private final Supplier<OptionalLong> awaitedCursor;
    private final long every;
    private final String writer = UUID.randomUUID().toString();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "batch-queue-heartbeat");
        made.setDaemon(true);
        return made;
    });
    private long beats;

    private Heartbeat(QueueDirectory directory, Supplier<OptionalLong> awaitedCursor) {
        this.directory = directory;
        this.awaitedCursor = awaitedCursor;
        every = directory.isRemote() ? REMOTE_SECONDS : LOCAL_SECONDS;
    }

    /**
     * @param directory for this alone, since it is used by another thread
     * @param awaitedCursor the number that the trainer's cursor must reach before the writer goes on, if it waits for that
     */
    static Heartbeat start(QueueDirectory directory, Supplier<OptionalLong> awaitedCursor) {
        Heartbeat heartbeat = new Heartbeat(directory, awaitedCursor);
        heartbeat.thread.scheduleWithFixedDelay(heartbeat::beat, 0, heartbeat.every, TimeUnit.SECONDS);
        return heartbeat;
    }

    private void beat() {
        try {
            directory.beat(writer + "-" + beats++, every, awaitedCursor.get());
        } catch (IOException | RuntimeException e) {
            LOG.debug("no heartbeat in {}", directory, e);
        }
    }

    /** After this nothing is written any more. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.info("waiting for a heartbeat to be written in {}", directory);
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
