// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The local file system in a program that dies, as by {@code kill -9}, before the n-th operation that changes files. It takes the place of
 * Flink's own where it comes with {@code PESCADOR_CLASSPATH} and {@code META-INF/services} (see {@link Soak}).
 */
public final class MortalFiles extends FileSystem {

    /** Before which operation to die; none: never. */
    static final String DIE_BEFORE = "pescador.test.die.before";

    /** A file that gets a line for each operation. */
    static final String OPERATIONS = "pescador.test.operations";

    private static final AtomicLong COUNT = new AtomicLong();
    private static final long LAST = Long.getLong(DIE_BEFORE, Long.MAX_VALUE);
    private static final String LOG = System.getProperty(OPERATIONS);

    private final LocalFileSystem files = new LocalFileSystem();

    /** One at a time: only one operation can be the n-th. */
    private static synchronized void before(String operation, Object file) {
        long number = COUNT.incrementAndGet();
        try {
            if (LOG != null) {
                String line = number + (number >= LAST ? " dies before " : " ") + operation + " " + file + "\n";
                Files.writeString(
                        java.nio.file.Path.of(LOG), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (number >= LAST) {
            Runtime.getRuntime().halt(128 + 9);
        }
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
        before("create", path);
        FSDataOutputStream out = files.create(path, mode);
        return new FSDataOutputStream() {

            @Override
            public void write(int value) throws IOException {
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                before("write", path);
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
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        if (recursive && files.exists(path) && files.getFileStatus(path).isDir()) {
            // As the system does it: one by one.
            for (FileStatus file : files.listStatus(path)) {
                delete(file.getPath(), true);
            }
        }
        if (files.exists(path)) {
            before("delete", path);
        }
        return files.delete(path, recursive);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        if (!files.exists(path)) {
            before("mkdirs", path);
        }
        return files.mkdirs(path);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        before("rename", to);
        return files.rename(from, to);
    }

    @Override
    public RecoverableWriter createRecoverableWriter() throws IOException {
        return new Writer(files.createRecoverableWriter());
    }

    // ---- what changes nothing

    @Override
    public Path getWorkingDirectory() {
        return files.getWorkingDirectory();
    }

    @Override
    public Path getHomeDirectory() {
        return files.getHomeDirectory();
    }

    @Override
    public URI getUri() {
        return files.getUri();
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return files.getFileStatus(path);
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) throws IOException {
        return files.getFileBlockLocations(file, start, length);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return files.open(path, bufferSize);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        return files.open(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return files.exists(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return files.listStatus(path);
    }

    @Override
    public boolean isDistributedFS() {
        return false;
    }

    private record Writer(RecoverableWriter writer) implements RecoverableWriter {

        @Override
        public RecoverableFsDataOutputStream open(Path path) throws IOException {
            before("open", path);
            return new Stream(writer.open(path), path);
        }

        @Override
        public RecoverableFsDataOutputStream recover(ResumeRecoverable resumable) throws IOException {
            before("recover", resumable);
            return new Stream(writer.recover(resumable), resumable);
        }

        @Override
        public boolean requiresCleanupOfRecoverableState() {
            return writer.requiresCleanupOfRecoverableState();
        }

        @Override
        public boolean cleanupRecoverableState(ResumeRecoverable resumable) throws IOException {
            return writer.cleanupRecoverableState(resumable);
        }

        @Override
        public RecoverableFsDataOutputStream.Committer recoverForCommit(CommitRecoverable resumable)
                throws IOException {
            return new Commit(writer.recoverForCommit(resumable), resumable);
        }

        @Override
        public SimpleVersionedSerializer<CommitRecoverable> getCommitRecoverableSerializer() {
            return writer.getCommitRecoverableSerializer();
        }

        @Override
        public SimpleVersionedSerializer<ResumeRecoverable> getResumeRecoverableSerializer() {
            return writer.getResumeRecoverableSerializer();
        }

        @Override
        public boolean supportsResume() {
            return writer.supportsResume();
        }
    }

    private record Commit(RecoverableFsDataOutputStream.Committer committer, Object file)
            implements RecoverableFsDataOutputStream.Committer {

        @Override
        public void commit() throws IOException {
            before("commit", file);
            committer.commit();
        }

        @Override
        public void commitAfterRecovery() throws IOException {
            before("commit again", file);
            committer.commitAfterRecovery();
        }

        @Override
        public RecoverableWriter.CommitRecoverable getRecoverable() {
            return committer.getRecoverable();
        }
    }

    private static final class Stream extends RecoverableFsDataOutputStream {

        private final RecoverableFsDataOutputStream out;
        private final Object file;

        Stream(RecoverableFsDataOutputStream out, Object file) {
            this.out = out;
            this.file = file;
        }

        @Override
        public RecoverableWriter.ResumeRecoverable persist() throws IOException {
            before("persist", file);
            return out.persist();
        }

        @Override
        public Committer closeForCommit() throws IOException {
            before("end", file);
            return new Commit(out.closeForCommit(), file);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
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
        public void close() throws IOException {
            out.close();
        }
    }

    /** Found by Flink through {@code META-INF/services}. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return "file";
        }

        @Override
        public FileSystem create(URI uri) {
            return new MortalFiles();
        }
    }
}
