// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.plan.PlanException;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other processes away from what one process writes: a file that names the process, locked by the operating system where possible.
 * The system's lock ends with its process, also by {@code kill -9}, even if the process's id is used again.
 *
 * <p>Where files cannot be locked (object stores, HDFS, some network drives) the file itself is the lock. A lock left behind by a process
 * of this machine is recognised by the process's id and start time. One left behind on another machine has to be removed by hand.
 */
final class RunLock implements AutoCloseable {

    /** Where the locked byte is: behind the text, which others may then read on every system. */
    private static final long BEYOND = Long.MAX_VALUE - 1;

    /** Written before the file is removed: a process that opened it just before then knows that it must not lock this one. */
    private static final String GONE = "gone";

    /**
     * Files locked by this process. Closing a file releases all locks that the process has on it, from any handle; so this process does not
     * open a locked file again.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    /** @param channel null where the file itself is the lock */
    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param file whose directory is there
     * @param what is locked, in messages
     * @throws PlanException if another process has it; the message names it
     */
    static RunLock take(Path file, String what) throws IOException, PlanException {
        return take(file, what, file.getFileSystem().isDistributedFS() ? RunLock::byFile : RunLock::bySystem);
    }

    /** The same where files cannot be locked. */
    static RunLock takeByFile(Path file, String what) throws IOException, PlanException {
        return take(file, what, RunLock::byFile);
    }

    private static RunLock take(Path file, String what, Means means) throws IOException, PlanException {
        Owner me = Owner.ofThisProcess();
        if (!OWN.add(file)) {
            throw inUse(what, me, file);
        }
        RunLock lock = null;
        try {
            lock = means.take(file, what, me);
        } finally {
            if (lock == null) {
                OWN.remove(file);
            }
        }
        return lock;
    }

    @FunctionalInterface
    private interface Means {
        RunLock take(Path file, String what, Owner me) throws IOException, PlanException;
    }

    private static RunLock bySystem(Path file, String what, Owner me) throws IOException, PlanException {
        while (true) {
            FileChannel channel = FileChannel.open(
                    java.nio.file.Path.of(file.getPath()),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            boolean kept = false;
            try {
                FileLock lock;
                try {
                    lock = channel.tryLock(BEYOND, 1, false);
                } catch (IOException e) {
                    return byFile(file, what, me); // this file system has no locks
                }
                String text = read(channel);
                if (lock == null && !text.equals(GONE)) {
                    throw inUse(what, Owner.read(text), file);
                }
                if (lock != null && !text.equals(GONE)) {
                    write(channel, me.toString());
                    kept = true;
                    return new RunLock(file, channel);
                }
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        }
    }

    private static RunLock byFile(Path file, String what, Owner me) throws IOException, PlanException {
        FileSystem files = file.getFileSystem();
        if (files.exists(file)) {
            String text;
            try (FSDataInputStream in = files.open(file)) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (FileNotFoundException e) {
                text = GONE;
            }
            Owner owner = Owner.read(text);
            if (!text.isEmpty() && !text.equals(GONE) && !owner.isDead(me)) {
                throw inUse(what, owner, file);
            }
            files.delete(file, false);
        }
        try (FSDataOutputStream out = files.create(file, FileSystem.WriteMode.NO_OVERWRITE)) {
            out.write(me.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new RunLock(file, null);
    }

    private static PlanException inUse(String what, Owner owner, Path file) {
        boolean here = owner.host.equals(Owner.ofThisProcess().host);
        return PlanException.of(what + " is in use by process " + owner.pid + (here ? "" : " on " + owner.host)
                + ": wait until it has ended, "
                + (here ? "or end it with: kill " + owner.pid : "or, if it is gone, remove " + file));
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(1024);
        channel.read(text, 0);
        return StandardCharsets.UTF_8.decode(text.flip()).toString();
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(text), 0);
    }

    /** Releases the lock and removes the file. */
    @Override
    public void close() throws IOException {
        try {
            if (channel == null) {
                file.getFileSystem().delete(file, false);
            } else {
                write(channel, GONE);
                Files.deleteIfExists(java.nio.file.Path.of(file.getPath()));
                channel.close();
            }
        } finally {
            OWN.remove(file);
        }
    }

    /**
     * A process.
     *
     * @param started tells it from another one that gets the same id later
     */
    private record Owner(String pid, String host, String started) {

        static Owner ofThisProcess() {
            return new Owner(
                    Long.toString(ProcessHandle.current().pid()), thisHost(), started(ProcessHandle.current()));
        }

        private static String thisHost() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "this machine";
            }
        }

        private static String started(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toString).orElse("?");
        }

        static Owner read(String text) {
            String[] lines = text.split("\n");
            return lines.length == 3 ? new Owner(lines[0], lines[1], lines[2]) : new Owner("?", thisHost(), "?");
        }

        /** Whether it is certainly dead: it ran on this machine, where no such process is now. */
        boolean isDead(Owner me) {
            return host.equals(me.host)
                    && pid.matches("\\d+")
                    && ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .filter(process -> started(process).equals(started))
                            .isEmpty();
        }

        @Override
        public String toString() {
            return pid + "\n" + host + "\n" + started;
        }
    }
}
