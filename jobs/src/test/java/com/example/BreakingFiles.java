// SPDX-License-Identifier: Apache-2.0
package com.example;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.local.LocalDataInputStream;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.fs.local.LocalRecoverableWriter;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The local file system under {@code breaking:///…}, which fails on demand, in operations on paths that contain a text. A separate process
 * gets its orders from the property {@code breaking}: operation, text, breakage.
 */
public final class BreakingFiles extends LocalFileSystem {

    /** What is done to a file. */
    public enum Operation {
        STATUS,
        LIST,
        OPEN,
        READ,
        CREATE,
        WRITE
    }

    private record Rule(Operation operation, String part, Breakage breakage, AtomicInteger spared) {}

    private static volatile Rule rule = told();

    private static Rule told() {
        String[] words = System.getProperty("breaking", "").split(",");
        return words.length < 3
                ? null
                : new Rule(Operation.valueOf(words[0]), words[1], Breakage.valueOf(words[2]), new AtomicInteger());
    }

    /**
     * From now on an operation fails.
     *
     * @param part of the paths where it does
     * @param spared how often it works before that
     */
    public static void fail(Operation operation, String part, Breakage breakage, int spared) {
        rule = new Rule(operation, part, breakage, new AtomicInteger(spared));
    }

    /** From now on everything works. */
    public static void work() {
        rule = null;
    }

    private static void before(Operation operation, Path path) throws IOException {
        Rule now = rule;
        if (now != null
                && now.operation == operation
                && path.getPath().contains(now.part)
                && now.spared.getAndDecrement() <= 0) {
            now.breakage.<IOException>raise();
        }
    }

    @Override
    public URI getUri() {
        return URI.create("breaking:///");
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        before(Operation.STATUS, path);
        return super.getFileStatus(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        before(Operation.LIST, path);
        return super.listStatus(path);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        before(Operation.OPEN, path);
        return new LocalDataInputStream(new File(path.getPath())) {
            @Override
            public int read() throws IOException {
                before(Operation.READ, path);
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                before(Operation.READ, path);
                return super.read(bytes, from, length);
            }
        };
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
        before(Operation.CREATE, path);
        File file = new File(path.getPath());
        file.getParentFile().mkdirs();
        return new LocalDataOutputStream(file) {
            @Override
            public void write(int value) throws IOException {
                before(Operation.WRITE, path);
                super.write(value);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                before(Operation.WRITE, path);
                super.write(bytes, from, length);
            }
        };
    }

    @Override
    public LocalRecoverableWriter createRecoverableWriter() {
        return new LocalRecoverableWriter(this) {
            @Override
            public RecoverableFsDataOutputStream open(Path path) throws IOException {
                before(Operation.CREATE, path);
                return new Breaking(path, super.open(path));
            }
        };
    }

    private static final class Breaking extends RecoverableFsDataOutputStream {

        private final Path path;
        private final RecoverableFsDataOutputStream out;

        Breaking(Path path, RecoverableFsDataOutputStream out) {
            this.path = path;
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            before(Operation.WRITE, path);
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            before(Operation.WRITE, path);
            out.write(bytes, from, length);
        }

        @Override
        public long getPos() throws IOException {
            return out.getPos();
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void sync() throws IOException {
            out.sync();
        }

        @Override
        public RecoverableWriter.ResumeRecoverable persist() throws IOException {
            return out.persist();
        }

        @Override
        public Committer closeForCommit() throws IOException {
            return out.closeForCommit();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Found by Flink through {@code META-INF/services}. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return "breaking";
        }

        @Override
        public FileSystem create(URI uri) {
            return new BreakingFiles();
        }
    }
}
