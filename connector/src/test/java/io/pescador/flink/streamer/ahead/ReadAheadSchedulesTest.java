// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.ahead;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reading ahead under random schedules, in one thread. The executor runs a read when the test steps it; while a file is opened, read or
 * closed, other reads and the drawing thread may act. So every interleaving of locked sections that nests can occur, and each seed
 * repeats its own.
 */
class ReadAheadSchedulesTest {

    private static final int SCHEDULES = 10_000;

    /** Above {@code AheadFeed.UNCOUNTED}, so that each item counts at once. */
    private static final long ITEM = 1 << 17;

    @Test
    void randomSchedulesKeepEveryPromise() {
        int pending = 0;
        int closedWhileReading = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed);
            try {
                schedule.run();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("schedule " + seed + ": " + e, e);
            }
            pending += schedule.pending;
            closedWhileReading += schedule.closedWhileReading;
        }
        // The interesting cases do occur.
        assertThat(pending).isGreaterThan(SCHEDULES);
        assertThat(closedWhileReading).isGreaterThan(SCHEDULES / 10);
    }

    /** One run with several streams, of which the first {@code inTurn} are drawn from and the others are opened early. */
    private static final class Schedule implements ReadExecutor {

        private final Random random;
        private final int threads;
        private final long budget;
        private final int maxOpen;
        private final ReadAhead ahead;
        private final AsyncReads reads;
        private final List<Runnable> urgent = new ArrayList<>();
        private final List<Runnable> queued = new ArrayList<>();
        private final List<Stream> early = new ArrayList<>();
        private final List<Stream> inTurn = new ArrayList<>();
        private final Set<Stream> busy = new HashSet<>();
        private int running;
        private int openFiles;
        private boolean drawing;
        private boolean quiet;

        /** Whether streams come in the order in which they were opened early. The limit holds then; a stream in turn is always opened. */
        private final boolean asForeseen;

        private boolean woken;

        /** Feeds pass all that a read throws to the drawing thread, which may not draw it any more. */
        private AssertionError broken;

        int pending;
        int closedWhileReading;

        Schedule(long seed) {
            random = new Random(seed);
            asForeseen = random.nextInt(4) > 0;
            threads = 1 + random.nextInt(3);
            budget = ITEM * (1 + random.nextInt(12));
            maxOpen = 1 + random.nextInt(4);
            ahead = new ReadAhead(this, budget, null, item -> ITEM);
            reads = ahead.forShard(maxOpen, () -> woken = true).orElseThrow();
        }

        void run() throws IOException {
            for (int step = 0; step < 60; step++) {
                if (random.nextBoolean()) {
                    stepReads();
                } else {
                    draw();
                }
            }
            while (!inTurn.isEmpty() || !early.isEmpty()) {
                end(random.nextBoolean() || inTurn.isEmpty() ? any() : inTurn.get(0));
            }
            while (stepReads()) {
                assertThat(openFiles).isLessThanOrEqualTo(threads);
            }
            assertThat(openFiles).as("open files").isZero();
            assertThat(ahead.openReaders()).isZero();
            assertThat(ahead.heldBytes()).as("held bytes").isZero();
            // All permits are back: another stream can be opened early and is read.
            quiet = true;
            Stream last = new Stream(true, 3, -1);
            while (stepReads()) {
                check();
            }
            assertThat(last.read).isPositive();
            last.close();
        }

        /** Files of streams that were closed while a thread opened, read or closed them. */
        private int abandoned() {
            return (int) busy.stream().filter(stream -> stream.closed).count();
        }

        private Stream any() {
            List<Stream> all = new ArrayList<>(inTurn);
            all.addAll(early);
            return all.get(random.nextInt(all.size()));
        }

        private void end(Stream stream) throws IOException {
            inTurn.remove(stream);
            early.remove(stream);
            drawing = true;
            stream.close();
            drawing = false;
        }

        /** Something that the drawing thread does. */
        private void draw() throws IOException {
            if (drawing) {
                return;
            }
            drawing = true;
            int what = random.nextInt(10);
            if (what == 0 && early.size() < 6) {
                early.add(new Stream(true, random.nextInt(20), failing()));
            } else if (what == 1 && inTurn.size() < maxOpen) {
                if (early.isEmpty()) { // as a mux does: what is foreseen comes first
                    inTurn.add(new Stream(false, random.nextInt(20), failing()));
                } else {
                    Stream next = early.remove(asForeseen ? 0 : random.nextInt(early.size()));
                    inTurn.add(next);
                    next.feed.adopt();
                }
            } else if (what == 2 && !(inTurn.isEmpty() && early.isEmpty())) {
                end(any());
            } else if (!inTurn.isEmpty()) {
                drawFrom(inTurn.get(random.nextInt(inTurn.size())));
            }
            drawing = false;
            check();
        }

        private int failing() {
            return random.nextInt(4) == 0 ? random.nextInt(20) : -1;
        }

        /** Draws one item, and waits for it if need be: others may be read meanwhile, but nothing else is drawn. */
        private void drawFrom(Stream stream) throws IOException {
            PollResult answer;
            while ((answer = stream.poll()) == PollResult.PENDING) {
                pending++;
                woken = false;
                while (!woken) {
                    if (!stepReads()) {
                        assertThat(running).as("no wake-up is lost").isPositive();
                        return; // a read below on this stack goes on when the drawing thread returns to it
                    }
                    check();
                }
            }
            if (answer == PollResult.END) {
                end(stream);
            }
        }

        /** Runs a read that is queued, unless all threads are busy. */
        private boolean stepReads() {
            if (running == threads || urgent.isEmpty() && queued.isEmpty()) {
                return false;
            }
            List<Runnable> from = urgent.isEmpty() ? queued : urgent;
            running++;
            from.remove(0).run();
            running--;
            if (broken != null) {
                throw broken;
            }
            return true;
        }

        /** A file is opened, read or closed: now others may act. */
        private void elsewhere(Stream file) throws IOException {
            int wasRunning = running;
            busy.add(file);
            while (!quiet && random.nextInt(3) == 0) {
                if (random.nextBoolean()) {
                    stepReads();
                } else {
                    draw();
                }
            }
            busy.remove(file);
            assertThat(running).isEqualTo(wasRunning);
        }

        private void check() {
            // Each thread may be in the middle of an item when the budget is used up, and the drawn stream may exceed
            // it by one.
            assertThat(ahead.heldBytes()).as("held bytes").isBetween(0L, budget + (threads + maxOpen) * ITEM);
        }

        @Override
        public void execute(Runnable read, boolean isUrgent) {
            (isUrgent ? urgent : queued).add(read);
        }

        @Override
        public void close() {}

        /** Items 0, 1, 2, …; it may fail instead of giving one. */
        private final class Stream {

            private final int length;
            private final int failsAt;
            private final AsyncReads.Feed<Integer> feed;
            private final long atMost;
            private boolean reading;
            private boolean closed;
            private int read;
            private int taken;

            Stream(boolean isEarly, int length, int failsAt) {
                this.length = length;
                this.failsAt = failsAt;
                atMost = random.nextBoolean() ? Long.MAX_VALUE : length;
                feed = reads.feed(this::open, atMost, isEarly);
            }

            private void promise(boolean kept, String what) {
                if (!kept && broken == null) {
                    broken = new AssertionError(what);
                }
            }

            private ItemReader<Integer> open() throws IOException {
                openFiles++;
                busy.add(this);
                // One more than the limit is for what is opened early. Files of closed streams count while in use.
                promise(!asForeseen || openFiles <= maxOpen + 1 + abandoned(), "too many open files: " + openFiles);
                promise(!closed, "opened after it was closed");
                elsewhere(this);
                return new ItemReader<>() {
                    @Override
                    public Integer read() throws IOException {
                        promise(!reading, "two threads read one stream");
                        reading = true;
                        elsewhere(Stream.this);
                        reading = false;
                        promise(read < atMost, "read beyond what will be taken");
                        if (read == failsAt) {
                            throw new IOException("item " + read + " fails");
                        }
                        return read < length ? read++ : null;
                    }

                    @Override
                    public void close() throws IOException {
                        elsewhere(Stream.this);
                        openFiles--;
                    }
                };
            }

            PollResult poll() throws IOException {
                PollResult answer;
                try {
                    answer = feed.poll();
                } catch (IOException e) {
                    assertThat(e).hasMessage("item " + failsAt + " fails");
                    assertThat(taken).isEqualTo(failsAt);
                    return PollResult.END;
                }
                if (answer == PollResult.ITEM) {
                    assertThat(feed.take()).isEqualTo(taken++);
                } else if (answer == PollResult.END) {
                    assertThat(taken).isEqualTo(length);
                }
                return answer;
            }

            void close() throws IOException {
                closed = true;
                closedWhileReading += reading ? 1 : 0;
                feed.close();
                feed.close();
            }
        }
    }
}
