// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** The local file system under {@code counted:/…}, which counts what is read of it. */
public final class CountedFiles extends LocalFileSystem {

    private static final AtomicLong BYTES = new AtomicLong();

    /** The bytes that were read since the last call. */
    static long bytes() {
        return BYTES.getAndSet(0);
    }

    @Override
    public URI getUri() {
        return URI.create("counted:///");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        FSDataInputStream in = super.open(path);
        return new FSDataInputStream() {
            @Override
            public void seek(long position) throws IOException {
                in.seek(position);
            }

            @Override
            public long getPos() throws IOException {
                return in.getPos();
            }

            @Override
            public int read() throws IOException {
                int value = in.read();
                BYTES.addAndGet(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = in.read(bytes, from, length);
                BYTES.addAndGet(Math.max(0, read));
                return read;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    /** Found by Flink through {@code META-INF/services}. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return "counted";
        }

        @Override
        public FileSystem create(URI uri) {
            return new CountedFiles();
        }
    }
}
