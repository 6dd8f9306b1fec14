// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.streamer.items.ProcessLimit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;

/** An open file that is read at any place, through Flink's file systems. Used by one thread at a time. */
@Internal
public final class InputFile implements Closeable {

    /** Java reads into memory of its own of the same size first, and keeps that for the thread. */
    private static final int MOST_AT_ONCE = 128 << 10;

    private final FSDataInputStream in;
    private final long length;
    private final long modified;
    private final String name;

    private InputFile(FSDataInputStream in, long length, long modified, String name) {
        this.in = in;
        this.length = length;
        this.modified = modified;
        this.name = name;
    }

    public static InputFile of(FSDataInputStream in, long length, String name) {
        return new InputFile(in, length, 0, name);
    }

    public static InputFile open(String path) throws IOException {
        FileStatus status = status(path);
        return new InputFile(
                stream(status.getPath().getFileSystem(), status.getPath(), path),
                status.getLen(),
                status.getModificationTime(),
                path);
    }

    /** Opens a file of which everything is known, without asking the file system about it, which takes longer than opening. */
    public static InputFile reopen(FileSystem files, Path location, long length, long modified, String path)
            throws IOException {
        return new InputFile(stream(files, location, path), length, modified, path);
    }

    /** @throws IOException that says what is wrong; that too many files are open comes from Java as one that is not there */
    public static FSDataInputStream stream(FileSystem files, Path location, String path) throws IOException {
        try {
            return files.open(location);
        } catch (FileNotFoundException | FileSystemException e) {
            String lacking = ProcessLimit.in(e);
            if (lacking != null) {
                throw new IOException(path + ": " + lacking, e);
            }
            throw e instanceof FileNotFoundException missing ? missing(path, missing) : e;
        }
    }

    /**
     * @return what the file system says of a file
     * @throws FileNotFoundException if there is no such file, or it is a directory; the message says which
     */
    public static FileStatus status(String path) throws IOException {
        Path location = new Path(path);
        FileSystem files = location.getFileSystem();
        FileStatus status;
        try {
            status = files.getFileStatus(location);
        } catch (FileNotFoundException e) {
            throw missing(path, e);
        }
        if (status.isDir()) {
            throw new FileNotFoundException(
                    path + ": is a directory, not a file. Say which files in it with a pattern, " + path + "/*");
        }
        return status;
    }

    private static FileNotFoundException missing(String path, FileNotFoundException cause) {
        FileNotFoundException missing = new FileNotFoundException(path + ": no such file, or no right to see it");
        missing.initCause(cause);
        return missing;
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** Which version of the file was opened. */
    public FileVersion version() {
        return new FileVersion(name, length, modified);
    }

    /** When it was changed last, as its file system tells; a number to compare. */
    public long modified() {
        return modified;
    }

    /** Its size in bytes. */
    public long length() {
        return length;
    }

    /**
     * Reads exactly that many bytes.
     *
     * @throws EOFException if the file ends before, which it did not when it was opened
     */
    public void readFully(long position, byte[] target, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int read = read(position + done, target, offset + done, count - done);
            if (read < 0) {
                throw new EOFException(name + ": ends at byte " + (position + done) + ", but had " + length
                        + " bytes when it was opened. Was it changed meanwhile?");
            }
            done += read;
        }
    }

    private int read(long position, byte[] target, int offset, int count) throws IOException {
        if (in instanceof ByteBufferReadable positioned) {
            // One system call instead of the three of asking, seeking and reading.
            return positioned.read(position, ByteBuffer.wrap(target, offset, Math.min(count, MOST_AT_ONCE)));
        }
        if (in.getPos() != position) {
            in.seek(position);
        }
        return in.read(target, offset, count);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
