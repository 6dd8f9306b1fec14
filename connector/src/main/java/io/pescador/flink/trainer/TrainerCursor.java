// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.trainer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How far the trainer is: the number in the file {@code cursor}, which is that of the first batch that it may still want. No file means 0.
 *
 * <p>The file is read when it decides something, and not more than some tens of times a second. Not thread-safe, except for the two
 * values that metrics read.
 */
final class TrainerCursor {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerCursor.class);

    /**
     * The first look comes soon, each further one after twice as long: a trainer that moves on is noticed within as long as it was waited
     * for, and never later than the longest interval. A look takes some 10 µs; a stopped trainer costs 50 of them a second.
     */
    private static final long LOCAL_FIRST_MILLIS = 1;

    private static final long LOCAL_LONGEST_MILLIS = 20;

    /** Object stores charge for a look and take tens of milliseconds. */
    private static final long REMOTE_FIRST_MILLIS = 100;

    private static final long REMOTE_LONGEST_MILLIS = 1000;

    private static final long FIRST_WORD_NANOS = 10_000_000_000L;
    private static final long NEXT_WORD_NANOS = 60_000_000_000L;

    private final QueueDirectory directory;
    private final long maxAhead;
    private final long firstMillis;
    private final long longestMillis;
    private volatile long value;
    private volatile long waitedNanos;

    TrainerCursor(QueueDirectory directory, long maxAhead) throws IOException {
        this.directory = directory;
        this.maxAhead = maxAhead;
        firstMillis = directory.isRemote() ? REMOTE_FIRST_MILLIS : LOCAL_FIRST_MILLIS;
        longestMillis = directory.isRemote() ? REMOTE_LONGEST_MILLIS : LOCAL_LONGEST_MILLIS;
        look();
    }

    /** As far as it is known. */
    long value() {
        return value;
    }

    /** How long writers have waited for the trainer. */
    long waitedMillis() {
        return waitedNanos / 1_000_000;
    }

    /**
     * Waits until a batch is less than {@code maxAhead} ahead of the trainer, or {@link TrainerWait} is over. It sleeps between looks, in
     * the task's thread; a cancelled task is interrupted.
     */
    void awaitRoomFor(long number) throws IOException, InterruptedException {
        if (hasRoomFor(number)) {
            return;
        }
        look();
        TrainerWait.entered();
        try {
            await(number);
        } finally {
            TrainerWait.left();
        }
    }

    private void await(long number) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long before = waitedNanos;
        long word = began + FIRST_WORD_NANOS;
        for (long sleep = firstMillis;
                !hasRoomFor(number) && !TrainerWait.isOver();
                sleep = Math.min(2 * sleep, longestMillis)) {
            Thread.sleep(sleep);
            look();
            long now = System.nanoTime();
            waitedNanos = before + now - began;
            if (now - word >= 0) {
                word = now + NEXT_WORD_NANOS;
                LOG.info(
                        "waiting {} s for the trainer: batch {} is written when {} reaches {}; it is {} (max_ahead: {})",
                        (now - began) / 1_000_000_000L,
                        number,
                        directory.path(QueueDirectory.CURSOR),
                        number - maxAhead + 1,
                        value,
                        maxAhead);
            }
        }
    }

    private boolean hasRoomFor(long number) {
        return number - value < maxAhead;
    }

    private void look() throws IOException {
        Optional<byte[]> found = directory.read(QueueDirectory.CURSOR);
        if (found.isEmpty()) {
            value = 0;
            return;
        }
        String text = new String(found.get(), StandardCharsets.UTF_8).strip();
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException(
                    directory.path(QueueDirectory.CURSOR) + " holds \"" + text.substring(0, Math.min(40, text.length()))
                            + "\": it must be the number of the next batch that the trainer wants, written to another"
                            + " name and renamed",
                    e);
        }
        if (value < 0) {
            throw new IOException(directory.path(QueueDirectory.CURSOR) + " holds " + value + ": batches count from 0");
        }
    }
}
