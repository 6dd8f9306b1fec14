// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.SinkException;
import io.pescador.flink.sink.internal.ShardCounts;
import io.pescador.flink.sink.internal.ShardProgress;

import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rules of the queue, without a cluster. */
class BatchQueueWriterTest {

    @TempDir
    Path out;

    @AfterEach
    void mendTheDisk() {
        FaultyFiles.reset();
    }

    // ---- batches

    @Test
    void aBatchIsAFileOfItsNumberWithTheBytesOfItsNpz() throws Exception {
        BatchQueueWriter writer = writer("run", 1, Long.MAX_VALUE);
        write(writer, 0, 1, 2);
        assertThat(names())
                .containsExactly("batch-000000000.npz", "batch-000000001.npz", "batch-000000002.npz", "run.json");
        assertThat(out.resolve("batch-000000002.npz")).hasBinaryContent(Batches.npz(batch(2)));
    }

    @Test
    void aReplayLeavesFilesAsTheyAre() throws Exception {
        write(writer("run", 1, Long.MAX_VALUE), 0, 1, 2);
        var before = Files.getLastModifiedTime(out.resolve("batch-000000001.npz"));
        Object key = Files.readAttributes(out.resolve("batch-000000001.npz"), "unix:ino")
                .get("ino");
        write(writer("run", 1, Long.MAX_VALUE), 1, 2, 3);
        assertThat(Files.getLastModifiedTime(out.resolve("batch-000000001.npz")))
                .isEqualTo(before);
        assertThat(Files.readAttributes(out.resolve("batch-000000001.npz"), "unix:ino")
                        .get("ino"))
                .isEqualTo(key);
        assertThat(names()).contains("batch-000000003.npz").hasSize(5);
    }

    @Test
    void aReplayPassesByWhatTheTrainerHasRemoved() throws Exception {
        write(writer("run", 1, Long.MAX_VALUE), 0, 1, 2);
        cursor("2");
        Files.delete(out.resolve("batch-000000000.npz"));
        Files.delete(out.resolve("batch-000000001.npz"));
        write(writer("run", 1, Long.MAX_VALUE), 0, 1, 2, 3);
        assertThat(names()).containsExactly("batch-000000002.npz", "batch-000000003.npz", "cursor", "run.json");
    }

    @Test
    void aBatchWithOtherContentIsRefused() throws Exception {
        write(writer("run", 1, Long.MAX_VALUE), 0);
        Files.write(out.resolve("batch-000000000.npz"), new byte[] {1, 2, 3});
        BatchQueueWriter writer = writer("run", 1, Long.MAX_VALUE);
        assertThatThrownBy(() -> write(writer, 0))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("batch-000000000.npz is there with other content (3 bytes, ")
                .hasMessageContaining("Remove it, or write to another directory");
        assertThat(out.resolve("batch-000000000.npz")).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void aBatchWithoutANumberIsRefused() throws Exception {
        BatchQueueWriter writer = writer("run", 1, Long.MAX_VALUE);
        assertThatThrownBy(() -> writer.write(batch(0), at(null)))
                .hasMessageContaining("a batch without a number (timestamp null)");
    }

    // ---- whose directory it is

    @Test
    void theSameRunGoesOnAndAnotherIsRefused() throws Exception {
        sink("plan 1f, seed \"42\"", 2).claim();
        sink("plan 1f, seed \"42\"", 2).claim();
        assertThat(out.resolve("run.json"))
                .hasContent("{\"format\": 1, \"run\": \"plan 1f, seed \\\"42\\\"\", \"shards\": 2}");
        for (BatchQueueSink other : List.of(sink("plan 1f, seed 43", 2), sink("plan 1f, seed \"42\"", 4))) {
            assertThatThrownBy(other::claim)
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(out + " holds the batches of another run: {\"format\": 1, ")
                    .hasMessageEndingWith("Write to another directory, or remove this one");
        }
    }

    @Test
    void batchesOfNobodyAreRefused() throws Exception {
        Files.createFile(out.resolve("batch-000000007.npz"));
        assertThatThrownBy(() -> sink("run", 1).claim())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("has batches (batch-000000007.npz) but no run.json");
        assertThat(names()).containsExactly("batch-000000007.npz");
    }

    @Test
    void aLinkThatLeadsNowhereHidesNoBatches() throws Exception {
        Files.createSymbolicLink(out.resolve("lost"), out.resolve("nowhere"));
        Files.createFile(out.resolve("batch-000000007.npz"));
        assertThatThrownBy(() -> sink("run", 1).claim())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("has batches (batch-000000007.npz) but no run.json");
    }

    @Test
    void aFileInTheDirectorysPlaceIsRefused() throws Exception {
        Path file = Files.createFile(out.resolve("file"));
        for (Path place : List.of(file, file.resolve("sub"))) {
            BatchQueueSink sink = BatchQueueSink.builder()
                    .setDirectory(place.toString())
                    .setRun("run")
                    .build();
            assertThatThrownBy(sink::claim)
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining(place + " cannot be made a directory: ");
        }
    }

    @Test
    void aDirectoryThatIsMovedAwayIsNotMadeAgain() throws Exception {
        Path queue = out.resolve("queue");
        BatchQueueWriter writer = writer("file", queue, "run", 1, Long.MAX_VALUE);
        write(writer, 0, 1);
        Files.move(queue, out.resolve("elsewhere"));
        assertThatThrownBy(() -> write(writer, 2))
                .isInstanceOf(SinkException.class)
                .hasMessage(
                        "file:" + queue + " was removed or replaced: it has no run.json any more, so the trainer would"
                                + " miss the batches that were in it. Put it back and resume, or begin the run again, in another"
                                + " directory");
        assertThat(queue).doesNotExist();
        Files.createDirectory(queue);
        assertThatThrownBy(() -> write(writer, 2)).hasMessageContaining("was removed or replaced");
        assertThatThrownBy(() -> writer.flush(true)).hasMessageContaining("was removed or replaced");
        assertThatThrownBy(() -> directory(queue.toString()).end(ShardCounts.of(1, 2)))
                .hasMessageContaining("was removed or replaced");
        Files.deleteIfExists(queue);
        Files.move(out.resolve("elsewhere"), queue);
        write(writer, 2);
        assertThat(queue.resolve("batch-000000002.npz")).exists();
    }

    @Test
    void aRunThatGoesOnNeedsTheDirectoryThatItWroteTo() throws Exception {
        assertThatThrownBy(() -> sink("run", 1).claimAgain())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(out + " was removed or replaced");
        assertThat(names()).isEmpty();
        sink("run", 1).claim();
        sink("run", 1).claimAgain();
        assertThatThrownBy(() -> sink("other", 1).claimAgain())
                .hasMessageContaining("holds the batches of another run");
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        assertThat(SinkException.class.getAnnotation(ThrowableAnnotation.class).value())
                .isEqualTo(ThrowableType.NonRecoverableError);
        assertThat(ExceptionUtils.findThrowable(new RuntimeException(new SinkException("no")), SinkException.class))
                .isPresent();
    }

    @Test
    void leftoversOfAKilledWriterAreSweptAndThoseOfOthersAreNot() throws Exception {
        sink("run", 1).claim();
        Files.createFile(out.resolve(".writing-0-batch-000000003.npz"));
        Files.createFile(out.resolve(".writing-1-batch-000000004.npz"));
        Files.createFile(out.resolve(".writing-10-batch-000000005.npz"));
        writer("run", 1, Long.MAX_VALUE);
        assertThat(names())
                .containsExactly(".writing-1-batch-000000004.npz", ".writing-10-batch-000000005.npz", "run.json");
    }

    // ---- disks and stores

    @Test
    void aFullDiskIsNamedAndLosesNothing() throws Exception {
        FaultyFiles.SPACE.set(2_000);
        BatchQueueWriter writer = writer("faulty", out, "run", 1, Long.MAX_VALUE);
        int fits = 0;
        try {
            for (; fits < 100; fits++) {
                write(writer, fits);
            }
        } catch (IOException e) {
            assertThat(e)
                    .isNotInstanceOf(SinkException.class)
                    .hasMessageContaining("batch-00000000" + fits
                            + ".npz cannot be written: No space left on device. Nothing is lost");
        }
        assertThat(fits).isBetween(1, 9);
        // No part of a batch shows, neither under its name nor beside it.
        assertThat(names()).hasSize(fits + 1).allMatch(name -> name.matches("batch-\\d+\\.npz|run\\.json"));
        FaultyFiles.reset();
        BatchQueueWriter again = writer("faulty", out, "run", 1, Long.MAX_VALUE);
        for (int number = 0; number <= fits; number++) {
            write(again, number);
            assertThat(out.resolve(QueueDirectory.batchName(number))).hasBinaryContent(Batches.npz(batch(number)));
        }
    }

    /** Not a file system of the test's, but a disk of the kernel's. */
    @Test
    void aDiskThatIsReallyFullLosesNothingEither() throws Exception {
        try (SmallDisk disk = SmallDisk.mounted(out.resolve("disk"), 64)) {
            BatchQueueWriter writer = writer("file", disk.path(), "run", 1, Long.MAX_VALUE);
            AtomicInteger fits = new AtomicInteger();
            assertThatThrownBy(() -> {
                        for (; fits.get() < 1000; fits.incrementAndGet()) {
                            write(writer, fits.get());
                        }
                    })
                    .isNotInstanceOf(SinkException.class)
                    .hasMessageContaining(
                            String.format("batch-%09d.npz cannot be written: No space left on device", fits.get()));
            assertThat(fits).hasPositiveValue();
            assertThat(names(disk.path()))
                    .hasSize(fits.get() + 1)
                    .allMatch(name -> name.matches("batch-\\d+\\.npz|run\\.json"));
            // The trainer lets go of the first, and there is room again.
            Files.delete(disk.path().resolve(QueueDirectory.batchName(0)));
            write(writer, fits.get());
            assertThat(disk.path().resolve(QueueDirectory.batchName(fits.get())))
                    .hasBinaryContent(Batches.npz(batch(fits.get())));
        }
    }

    @Test
    void aDirectoryThatNobodyMayWriteToIsRefused() throws Exception {
        try (SmallDisk disk = SmallDisk.mounted(out.resolve("disk"), 64)) {
            disk.forbidWriting();
            assertThatThrownBy(() -> writer("file", disk.path(), "run", 1, Long.MAX_VALUE))
                    .hasMessageContaining(disk.path() + "/run.json cannot be written: ")
                    .hasMessageContaining("Read-only file system");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyFiles.Rename.class,
            names = {"SAYS_NO", "THROWS"})
    void aStoreThatCannotRenameIsRefusedAtTheStart(FaultyFiles.Rename rename) throws Exception {
        FaultyFiles.rename = rename;
        assertThatThrownBy(() -> writer("faulty", out, "run", 1, Long.MAX_VALUE))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("(FaultyFiles) did not rename")
                .hasMessageContaining("A queue needs a file system that can rename");
        assertThat(names()).isEmpty();
    }

    /** HDFS's rename returns false there. At the end of a run all markers are written once more, and each writer writes run.json. */
    @Test
    void aStoreThatReplacesNothingIsWrittenToTwice() throws Exception {
        FaultyFiles.rename = FaultyFiles.Rename.REPLACES_NOTHING;
        BatchQueueWriter writer = writer("faulty", out, "run", 1, Long.MAX_VALUE);
        write(writer, 0, 1);
        writer("faulty", out, "run", 1, Long.MAX_VALUE);
        QueueDirectory directory = directory("faulty://" + out);
        directory.endShard(0, 1);
        directory.endShard(0, 2);
        directory.endShard(0, 2);
        directory.end(ShardCounts.of(1, 2));
        directory.end(ShardCounts.of(1, 2));
        assertThat(names())
                .containsExactly(
                        "batch-000000000.npz",
                        "batch-000000001.npz",
                        "end.json",
                        "job.json",
                        "run.json",
                        "shard-00000.end");
        assertThat(out.resolve("shard-00000.end")).hasContent("2");
    }

    // ---- the trainer's cursor

    @Test
    void theWriterWaitsForTheCursorAndGoesOnWhenItMoves() throws Exception {
        BatchQueueWriter writer = writer("run", 1, 3);
        write(writer, 0, 1, 2);
        CountDownLatch moved = new CountDownLatch(1);
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            write(writer, 3);
            return moved.getCount() == 0;
        });
        Thread thread = start(waiting);
        awaitSleeping(thread);
        assertThat(names()).doesNotContain("batch-000000003.npz");
        moved.countDown();
        cursor("1\n");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(names()).contains("batch-000000003.npz");
    }

    /**
     * A trainer that keeps up meets a writer that never slept: between two batches there is nothing but the reading and the writing of
     * one. It may fall 128 batches of a millisecond behind, which is longer than a busy machine stops a thread.
     */
    @Test
    void aFastTrainerIsNeverKeptWaitingByTheQueue() throws Exception {
        QueueDirectory directory = directory(out.toString());
        directory.claim("run", 1);
        directory.takeStock();
        TrainerCursor cursor = new TrainerCursor(directory, 128, true);
        BatchQueueWriter writer = new BatchQueueWriter(
                directory,
                cursor,
                ShardProgress.of(1, 1, List.of()),
                () -> {},
                128,
                UnregisteredMetricsGroup.createSinkWriterMetricGroup());
        FutureTask<Integer> trainer = new FutureTask<>(() -> {
            int number = 0;
            while (number < 1000) {
                Path batch = out.resolve(QueueDirectory.batchName(number));
                if (Files.exists(batch)) {
                    Files.delete(batch);
                    Files.writeString(out.resolve("cursor.new"), Integer.toString(++number));
                    Files.move(out.resolve("cursor.new"), out.resolve("cursor"), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return number;
        });
        start(trainer);
        for (int number = 0; number < 1000; number++) {
            Thread.sleep(1); // the reading
            write(writer, number);
        }
        assertThat(trainer.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(cursor.value()).as("the bound was met, and looked at").isPositive();
        assertThat(cursor.waitedMillis()).isZero();
    }

    @Test
    void aWaitingWriterEndsWhenItsTaskIsCancelled() throws Exception {
        BatchQueueWriter writer = writer("run", 1, 1);
        write(writer, 0);
        FutureTask<Void> waiting = new FutureTask<>(() -> {
            assertThatThrownBy(() -> write(writer, 1)).isInstanceOf(InterruptedException.class);
            return null;
        });
        Thread thread = start(waiting);
        awaitSleeping(thread);
        thread.interrupt();
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aCursorThatIsNoNumberIsNamed() throws Exception {
        cursor("twelve");
        for (String text : List.of("twelve", "", "-1", "1.5", "9".repeat(19))) {
            cursor(text);
            assertThatThrownBy(() -> sink("run", 1).claim())
                    .hasMessageContaining(
                            out.resolve("cursor") + " holds \"" + text + "\": it must be the number of the next batch")
                    .hasNoCause();
            assertThatThrownBy(() -> writer("run", 1, 3)).hasMessageContaining(" holds \"" + text + "\": it must be");
        }
    }

    @Test
    void aCursorThatIsOlderThanTheRunIsRefused() throws Exception {
        cursor("5000000");
        assertThatThrownBy(() -> sink("run", 1).claim())
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(
                        out.resolve("cursor") + " holds 5000000, but no batch was ever written to " + out);
        cursor("0");
        sink("run", 1).claim();
    }

    @Test
    void aCursorBeyondWhatIsWrittenIsRefusedInsteadOfPassingByWhatComes() throws Exception {
        BatchQueueWriter writer = writer("run", 1, 2);
        write(writer, 0, 1);
        cursor("3");
        assertThatThrownBy(() -> write(writer, 2))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(out.resolve("cursor") + " holds 3, but batch 2 is not written yet");
        cursor("2");
        BatchQueueWriter again = writer("run", 1, 2);
        write(again, 0, 1, 2, 3);
        assertThat(names()).contains("batch-000000003.npz");
    }

    @Test
    void aTrainerMayBeAheadOfAReplay() throws Exception {
        write(writer("run", 1, 10), 0, 1, 2, 3, 4, 5);
        BatchQueueWriter replay = writer("run", 1, 2);
        write(replay, 0, 1);
        cursor("6");
        write(replay, 2, 3, 4, 5, 6, 7);
        assertThat(names()).contains("batch-000000007.npz");
    }

    @Test
    void aCursorBeyondTheEndIsToldAtTheEnd() throws Exception {
        write(writer("run", 1, Long.MAX_VALUE), 0, 1);
        cursor("2");
        directory(out.toString()).end(ShardCounts.of(1, 2));
        cursor("3");
        assertThatThrownBy(() -> directory(out.toString()).end(ShardCounts.of(1, 2)))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining(out.resolve("cursor") + " holds 3, but the run ended before batch 2");
    }

    @Test
    void batchesOutOfOrderAreRefusedWhereTheyCouldWaitForEver() throws Exception {
        BatchQueueWriter writer = writer("run", 2, 4);
        write(writer, 0, 3);
        assertThatThrownBy(() -> write(writer, 1))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("batch 1 came after batch 3")
                .hasMessageContaining("Give the sink the parallelism of the source");
    }

    @Test
    void maxAheadMustHoldARoundOfTheShards() {
        BatchQueueSink.Builder builder =
                BatchQueueSink.builder().setDirectory("out").setRun("run").setShards(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.setMaxAhead(3).build())
                .withMessage("max_ahead is 3 with 4 shards: one round of them must fit, so it must be ≥ 4");
        builder.setMaxAhead(4).build();
    }

    // ---- ends

    @Test
    void aShardThatIsPassedOverIsToldAtOnceAndTheRestAtTheEnd() throws Exception {
        BatchQueueWriter writer = writer("run", 2, Long.MAX_VALUE);
        write(writer, 0, 1, 2);
        assertThat(out.resolve("shard-00001.end")).doesNotExist();
        write(writer, 4, 6);
        assertThat(out.resolve("shard-00001.end")).hasContent("1");
        writer.flush(false);
        assertThat(writer.prepareCommit()).isEmpty();
        assertThat(out.resolve("shard-00000.end")).doesNotExist();
        writer.flush(true);
        assertThat(out.resolve("shard-00000.end")).hasContent("4");
        assertThat(writer.prepareCommit()).containsExactly(ShardCounts.of(1, 4, 1));
        assertThat(out.resolve("end.json")).doesNotExist();
    }

    @Test
    void aRunThatGoesOnBeyondItsEndTakesTheEndBack() throws Exception {
        BatchQueueWriter writer = writer("run", 1, Long.MAX_VALUE);
        write(writer, 0, 1);
        writer.flush(true);
        directory(out.toString()).end(ShardCounts.of(1, 2));
        assertThat(out.resolve("end.json")).hasContent("{\"total\": 2, \"stop\": 2, \"shards\": [2]}");
        BatchQueueWriter again = writer("run", 1, Long.MAX_VALUE);
        write(again, 0, 1);
        assertThat(names()).contains("end.json", "shard-00000.end");
        write(again, 2);
        assertThat(names()).doesNotContain("end.json", "shard-00000.end");
    }

    // ---- helpers

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitSleeping(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private void cursor(String text) throws IOException {
        Files.writeString(out.resolve("cursor"), text);
    }

    private BatchQueueSink sink(String run, int shards) {
        return BatchQueueSink.builder()
                .setDirectory(out.toString())
                .setRun(run)
                .setShards(shards)
                .build();
    }

    private BatchQueueWriter writer(String run, int shards, long maxAhead) throws IOException {
        return writer("file", out, run, shards, maxAhead);
    }

    private static BatchQueueWriter writer(String scheme, Path out, String run, int shards, long maxAhead)
            throws IOException {
        QueueDirectory directory = directory(scheme + ":" + out);
        directory.claim(run, shards);
        directory.takeStock();
        return new BatchQueueWriter(
                directory,
                new TrainerCursor(directory, maxAhead, true),
                ShardProgress.of(shards, 1, List.of()),
                () -> {},
                maxAhead,
                UnregisteredMetricsGroup.createSinkWriterMetricGroup());
    }

    private static QueueDirectory directory(String path) throws IOException {
        return new QueueDirectory(new org.apache.flink.core.fs.Path(path), "0");
    }

    private static void write(BatchQueueWriter writer, long... numbers) throws IOException, InterruptedException {
        for (long number : numbers) {
            writer.write(batch(number), at(number));
        }
    }

    private static Sample batch(long number) {
        return Sample.of("X", NdArray.of(number, number + 1));
    }

    private static SinkWriter.Context at(Long number) {
        return new SinkWriter.Context() {
            @Override
            public long currentWatermark() {
                return Long.MIN_VALUE;
            }

            @Override
            public Long timestamp() {
                return number;
            }
        };
    }

    private List<String> names() throws IOException {
        return names(out);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
