// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.sink.SinkException;
import io.pescador.flink.sink.internal.TrainerWait;

import org.apache.flink.core.fs.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * How far the trainer is: the {@link LeastCursor number} of the first batch that any of its ranks may still want.
 *
 * <p>It is read when it decides something, and not more than some tens of times a second. Not thread-safe, except for the
 * values that metrics and the heartbeat read.
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

    private static final long NONE = -1;

    private final QueueDirectory directory;
    private final long maxAhead;
    private final boolean alone;
    private final long firstMillis;
    private final long longestMillis;
    private volatile long value;
    private volatile long awaited = NONE;
    private Path file;
    private volatile long waitedNanos;

    /** @param alone whether there is one writer, which knows of every batch that was written */
    TrainerCursor(QueueDirectory directory, long maxAhead, boolean alone) throws IOException {
        this.directory = directory;
        this.maxAhead = maxAhead;
        this.alone = alone;
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

    /** What the trainer's cursor must reach, if a writer waits for that. */
    OptionalLong awaited() {
        long number = awaited;
        return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /**
     * Waits until a batch is less than {@code maxAhead} ahead of the trainer, or {@link TrainerWait} is over. It sleeps between looks, in
     * the task's thread. A cancelled task is interrupted.
     */
    void awaitRoomFor(long number) throws IOException, InterruptedException {
        if (hasRoomFor(number)) {
            return;
        }
        look();
        refuseBeyond(number);
        TrainerWait.entered();
        awaited = number - maxAhead + 1;
        try {
            await(number);
        } finally {
            awaited = NONE;
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
            refuseBeyond(number);
            long now = System.nanoTime();
            waitedNanos = before + now - began;
            if (now - word >= 0) {
                word = now + NEXT_WORD_NANOS;
                LOG.info(
                        "waiting {} s for the trainer: batch {} is written when {} reaches {}; it is {} (max_ahead: {})",
                        (now - began) / 1_000_000_000L,
                        number,
                        file,
                        number - maxAhead + 1,
                        value,
                        maxAhead);
            }
        }
    }

    /** Batches up to the cursor are skipped, so a cursor that the trainer cannot have reached is refused. */
    private void refuseBeyond(long next) throws SinkException {
        if (alone && value > Math.max(next, directory.highest() + 1)) {
            throw new SinkException(file + " holds " + value + ", but batch " + next
                    + " is not written yet: the trainer cannot have had it. Write the number of the next batch that it wants"
                    + " into it, and resume the run");
        }
    }

    private boolean hasRoomFor(long number) {
        return number - value < maxAhead;
    }

    private void look() throws IOException {
        LeastCursor least = directory.cursor();
        if (least.ranks().world() > maxAhead) {
            throw new SinkException(
                    "max_ahead is " + maxAhead + ", and " + least.ranks().world() + " ranks read "
                            + directory + ": each waits until all have a batch, so it must be ≥ "
                            + least.ranks().world());
        }
        value = least.number();
        file = least.file();
    }
}
