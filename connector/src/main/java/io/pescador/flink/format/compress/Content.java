// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.internal.InputFile;

import org.apache.flink.annotation.Experimental;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What is in a file, decompressed if it is compressed, from any place on. A place in a file that is not compressed is sought. In a
 * compressed one, the first place that lies far behind the beginning makes the file be read through once, for places to begin at; they are
 * kept in the {@link FileCache}. Used by one thread at a time.
 */
@Experimental
public final class Content implements Closeable {

    /** Up to here decompressing from the beginning costs less than a millisecond, and nothing is searched for. */
    private static final long NEAR = 256 << 10;

    private final FSDataInputStream raw;
    private final FileVersion version;
    private final ContentIndex index;
    private InputStream last;

    private Content(FSDataInputStream raw, FileVersion version, FileCache cache) {
        this.raw = raw;
        this.version = version;
        index = new ContentIndex(cache, version);
    }

    /** @param path of a file, in any file system that Flink knows */
    public static Content open(String path) throws IOException {
        return open(path, FileCache.ofProcess());
    }

    /** @param cache keeps what is learned of the file */
    static Content open(String path, FileCache cache) throws IOException {
        FileStatus status = InputFile.status(path);
        FSDataInputStream raw = InputFile.stream(status.getPath().getFileSystem(), status.getPath(), path);
        return new Content(raw, new FileVersion(path, status.getLen(), status.getModificationTime()), cache);
    }

    /** Which version of the file was opened. */
    public FileVersion version() {
        return version;
    }

    /**
     * The content from a place on. What was asked for before must not be used any more.
     *
     * @param offset how many bytes of content to leave out
     * @throws FormatException if there are not so many
     */
    public InputStream from(long offset) throws IOException {
        release();
        Optional<Compression> compression = index.compression(this::at);
        if (compression.isEmpty()) {
            last = at(offset);
            return last;
        }
        ContentIndex.Entrance entrance =
                offset <= NEAR ? ContentIndex.Entrance.BEGINNING : index.before(offset, compression.get(), this::at);
        last = entrance.open(compression.get(), this::at, version.path());
        skip(last, offset - entrance.offset());
        return last;
    }

    /** The file from a byte on. */
    private InputStream at(long position) throws IOException {
        if (raw.getPos() != position) {
            raw.seek(position);
        }
        return new Unclosed(raw);
    }

    private void skip(InputStream in, long offset) throws IOException {
        byte[] scratch = new byte[(int) Math.min(offset, 64 << 10)];
        for (long left = offset; left > 0; ) {
            int read = in.read(scratch, 0, (int) Math.min(left, scratch.length));
            if (read < 0) {
                throw FormatException.of(version.path(), "ends earlier than when it was read before");
            }
            left -= read;
        }
    }

    /** Lets go of what a decompressor holds. */
    private void release() throws IOException {
        if (last != null) {
            InputStream closing = last;
            last = null;
            closing.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            release();
        } finally {
            raw.close();
        }
    }

    /** The file's bytes for a decompressor, which does not own the file. */
    private static final class Unclosed extends FilterInputStream {

        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            return in.read(target, offset, count);
        }

        @Override
        public void close() {
            // Content closes the file.
        }
    }
}
