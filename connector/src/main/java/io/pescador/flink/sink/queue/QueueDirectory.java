// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.files.Folder;
import io.pescador.flink.sink.SinkException;
import io.pescador.flink.sink.internal.ShardCounts;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a queue. A reader never sees a part of one: it is written under a hidden temporary name and renamed. In an object store
 * it is written under its own name at once, since an object appears as a whole when it is closed, and a rename would copy it.
 *
 * <p>{@code run.json} tells whose directory it is, {@code batch-%09d.npz} are the batches, {@code shard-%05d.end} tells how many a shard
 *
 * gave that has ended, {@code end.json} that all have, {@code job.json} whether the job is alive, and {@link LeastCursor cursors} are the
 * trainer's. Not thread-safe; several writers may share a directory, each with a {@code mark} of its own.
 */
final class QueueDirectory {

    static final String RUN = "run.json";
    static final String END = "end.json";
    static final String JOB = "job.json";

    private static final long REMOTE_LOOK_NANOS = 1_000_000_000L;

    private static final String TEMPORARY = ".writing-";

    /** Schemes of stores whose objects appear when they are closed. */
    private static final Set<String> OBJECT_STORES = Set.of("s3", "s3a", "s3p", "gs", "oss", "cos", "obs");

    private static final Pattern BATCH = Pattern.compile("batch-(\\d{9,18})\\.npz");

    private final Path directory;
    private final FileSystem files;
    private final String mark;
    private long highest = Long.MAX_VALUE;
    private long seen;

    /** @param mark what tells this writer's temporary files from those of others; the same again after a restart */
    QueueDirectory(Path directory, String mark) throws IOException {
        this.directory = directory;
        this.mark = mark;
        files = directory.getFileSystem();
    }

    static String batchName(long number) {
        return String.format("batch-%09d.npz", number);
    }

    static String shardEndName(int shard) {
        return String.format("shard-%05d.end", shard);
    }

    /** Tells that a shard gives no more batches than so many. */
    void endShard(int shard, long batches) throws IOException {
        write(shardEndName(shard), (batches + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Tells that there are no more batches. */
    void end(ShardCounts given) throws IOException {
        LeastCursor cursor = cursor();
        if (cursor.number() > given.stop()) {
            throw new SinkException(
                    cursor.file() + " holds " + cursor.number() + ", but the run ended before batch " + given.stop()
                            + ": what lies behind the cursor was passed by, though the trainer cannot have had all of it. Write the"
                            + " number of the next batch that it wants into it, and begin the run again");
        }
        long[] counts = new long[given.shards()];
        for (int shard = 0; shard < counts.length; shard++) {
            counts[shard] = given.of(shard);
            endShard(shard, counts[shard]);
        }
        LeastCursor.Ranks ranks = cursor.ranks();
        String left = ranks.world() == 1
                ? ""
                : String.format(", \"world\": %d, \"left_over\": %d", ranks.world(), ranks.leftOver(counts));
        String marker = String.format(
                "{\"total\": %d, \"stop\": %d, \"shards\": %s%s}%n", given.total(), given.stop(), given, left);
        write(END, marker.getBytes(StandardCharsets.UTF_8));
        write(JOB, "{\"state\": \"done\"}\n".getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Tells that the job is alive, if the directory is still there.
     *
     * @param mark another one each time
     * @param every how many seconds are between two
     * @param awaitedCursor what the job waits for the trainer's cursor to reach, if it does
     */
    void beat(String mark, long every, OptionalLong awaitedCursor) throws IOException {
        if (files.exists(path(RUN))) {
            String waits = awaitedCursor.isEmpty() ? "" : ", \"waits_for_cursor\": " + awaitedCursor.getAsLong();
            write(
                    JOB,
                    ("{\"state\": \"running\", \"beat\": \"" + mark + "\", \"every\": " + every + waits + "}\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Tells that the job is not alive any more, if the directory is still there.
     *
     * @param state failed or stopped
     */
    void over(String state, String reason) throws IOException {
        if (files.exists(path(RUN))) {
            write(
                    JOB,
                    ("{\"state\": \"" + state + "\", \"reason\": \"" + quoted(reason) + "\", \"at\": \"" + Instant.now()
                                    + "\"}\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Takes back that a shard has ended, and so that all have: the run goes on with a later end. */
    void goOn(int shard) throws IOException {
        files.delete(path(END), false);
        files.delete(path(shardEndName(shard)), false);
    }

    Path path(String name) {
        return new Path(directory, name);
    }

    /** Whether a look at a file goes over a network. */
    boolean isRemote() {
        return files.isDistributedFS();
    }

    // ---- whose directory it is

    /**
     * Takes the directory for a run, or finds that it is the run's already.
     *
     * @throws SinkException if it belongs to another run, holds batches of an unknown run, or is no directory that can be written to
     */
    void claim(String run, int shards) throws IOException {
        claim(run, shards, false);
    }

    /**
     * Checks that the directory still belongs to a run that has written to it.
     *
     * @throws SinkException if it is another run's, or was removed
     */
    void claimAgain(String run, int shards) throws IOException {
        claim(run, shards, true);
    }

    private void claim(String run, int shards, boolean again) throws IOException {
        byte[] marker = ("{\"format\": 1, \"run\": \"" + quoted(run) + "\", \"shards\": " + shards + "}\n")
                .getBytes(StandardCharsets.UTF_8);
        Optional<byte[]> found = read(RUN);
        if (found.isEmpty() && again) {
            throw removed();
        }
        if (found.isEmpty()) {
            refuseForeignBatches();
            refuseForeignCursor();
            makeDirectory();
            write(RUN, marker);
            found = read(RUN);
        }
        byte[] there = found.orElseThrow(() -> new IOException(path(RUN) + " was removed while the job started"));
        if (!Arrays.equals(there, marker)) {
            throw new SinkException(directory + " holds the batches of another run: "
                    + new String(there, StandardCharsets.UTF_8).strip() + ", not "
                    + new String(marker, StandardCharsets.UTF_8).strip()
                    + ". Write to another directory, or remove this one");
        }
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private void makeDirectory() throws SinkException {
        String reason = "there is a file of that name, or no right to make it";
        try {
            if (files.mkdirs(directory)) {
                return;
            }
        } catch (IOException e) {
            reason = e.getMessage();
        }
        throw new SinkException(directory + " cannot be made a directory: " + reason
                + ". Choose another directory, or get the right to write there");
    }

    private void refuseForeignBatches() throws IOException {
        for (String name : names()) {
            if (BATCH.matcher(name).matches()) {
                throw new SinkException(directory + " has batches (" + name + ") but no " + RUN
                        + " that says of which run. Write to another directory, or remove this one");
            }
        }
    }

    /** A run without a directory has no trainer that could have read any of its batches. */
    private void refuseForeignCursor() throws IOException {
        LeastCursor cursor = cursor();
        if (cursor.number() > 0) {
            throw new SinkException(
                    cursor.file() + " holds " + cursor.number() + ", but no batch was ever written to " + directory
                            + ": the run would pass by all that come before. Remove the cursor, or write to another directory");
        }
    }

    private SinkException removed() {
        return new SinkException(directory + " was removed or replaced: it has no " + RUN
                + " any more, so the trainer would miss the batches that were in it. Put it back and resume, or begin the run"
                + " again, in another directory");
    }

    /**
     * How far the slowest reader is.
     *
     * @throws IOException if a cursor does not hold a number; the message says what it holds
     */
    LeastCursor cursor() throws IOException {
        return LeastCursor.of(this);
    }

    /** No batch, or none that was there at the {@link #takeStock start}, has a number above this. */
    long highest() {
        return highest;
    }

    private List<String> names() throws IOException {
        return Folder.list(directory).orElse(List.of()).stream()
                .map(Folder.Entry::name)
                .toList();
    }

    /** Removes what this writer had begun to write when it was killed, and notes which batches may be there already. */
    void takeStock() throws IOException {
        highest = -1;
        for (String name : names()) {
            if (name.startsWith(TEMPORARY + mark + "-")) {
                files.delete(path(name), false);
            }
            Matcher batch = BATCH.matcher(name);
            if (batch.matches()) {
                highest = Math.max(highest, Long.parseLong(batch.group(1)));
            }
        }
    }

    // ---- files

    /** The bytes of a small file, if it is there. */
    Optional<byte[]> read(String name) throws IOException {
        Path path = path(name);
        try {
            if (!files.exists(path)) {
                return Optional.empty();
            }
            try (FSDataInputStream in = files.open(path)) {
                return Optional.of(in.readAllBytes());
            }
        } catch (FileNotFoundException e) {
            return Optional.empty(); // removed between the two looks
        } catch (IOException | RuntimeException e) {
            throw new IOException(path + " cannot be read: " + reason(e), e);
        }
    }

    /**
     * Whether a batch is there already.
     *
     * @throws SinkException if it is there with other bytes
     */
    boolean holds(long number, ByteArrayOutputStream npz) throws IOException {
        if (number > highest) {
            return false;
        }
        String name = batchName(number);
        Optional<byte[]> there = read(name);
        if (there.isPresent() && !Arrays.equals(there.get(), npz.toByteArray())) {
            throw new SinkException(path(name) + " is there with other content (" + there.get().length + " bytes, "
                    + npz.size() + " now): a replay writes the same bytes, so this is another run's, or a batch that a"
                    + " machine's crash damaged. Remove it, or write to another directory");
        }
        return there.isPresent();
    }

    /**
     * Writes a small file, unless it is there with the same content: after a failure the same is written again, and some file systems
     * refuse to replace a file.
     */
    void write(String name, byte[] bytes) throws IOException {
        Optional<byte[]> there = read(name);
        if (there.isPresent() && Arrays.equals(there.get(), bytes)) {
            return;
        }
        if (there.isPresent()) {
            files.delete(path(name), false);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(bytes.length);
        content.write(bytes);
        write(name, content);
    }

    void write(String name, ByteArrayOutputStream content) throws IOException {
        boolean appearsWhole = OBJECT_STORES.contains(files.getUri().getScheme());
        Path temporary = path(appearsWhole ? name : TEMPORARY + mark + "-" + name);
        try (FSDataOutputStream out = files.create(temporary, WriteMode.OVERWRITE)) {
            content.writeTo(out);
        } catch (IOException | RuntimeException e) { // stores throw what they like
            removeQuietly(temporary);
            refuseIfRemoved(name);
            throw new IOException(
                    path(name) + " cannot be written: " + reason(e)
                            + ". Nothing is lost: the job goes on with this file once that is mended",
                    e);
        }
        // If the directory was moved away, creating a file in it has made another one. In a store, asking takes as long
        // as writing a batch, so the job asks once a second there.
        long now = System.nanoTime();
        if (!isRemote() || seen == 0 || now - seen >= REMOTE_LOOK_NANOS) {
            seen = now;
            refuseIfRemoved(name, temporary);
        }
        if (!appearsWhole) {
            rename(temporary, path(name), content);
        }
    }

    /**
     * @param name of the file that is being written
     * @param written what was written for it
     * @throws SinkException if the directory is not the one that was claimed any more
     */
    private void refuseIfRemoved(String name, Path... written) throws IOException {
        if (!name.equals(RUN) && !files.exists(path(RUN))) {
            for (Path path : written) {
                removeQuietly(path);
            }
            removeQuietly(directory); // created by mistake, and empty
            throw removed();
        }
    }

    private void rename(Path temporary, Path name, ByteArrayOutputStream content) throws IOException {
        String reason;
        try {
            if (files.rename(temporary, name)) {
                return;
            }
            if (isThere(name, content)) { // another writer was first
                removeQuietly(temporary);
                return;
            }
            reason = "it gave no reason";
        } catch (UnsupportedOperationException e) {
            reason = e.getMessage();
        } catch (IOException e) {
            removeQuietly(temporary);
            refuseIfRemoved(name.getName());
            if (isThere(name, content)) {
                return;
            }
            throw new IOException(name + " cannot be given its name: " + reason(e), e);
        }
        removeQuietly(temporary);
        refuseIfRemoved(name.getName());
        throw new SinkException(
                "the file system of " + directory + " (" + files.getClass().getSimpleName()
                        + ") did not rename " + temporary.getName() + " to " + name.getName() + ": " + reason
                        + ". A queue needs a file system that can rename");
    }

    private boolean isThere(Path name, ByteArrayOutputStream content) throws IOException {
        Optional<byte[]> there = read(name.getName());
        return there.isPresent() && Arrays.equals(there.get(), content.toByteArray());
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void removeQuietly(Path temporary) {
        try {
            files.delete(temporary, false);
        } catch (IOException e) {
            // The failure that led here is told; the leftover is swept at the next start.
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
