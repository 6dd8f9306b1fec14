// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** The local file system under {@code faulty:/…}, with a disk of a given size and a rename that may be missing. */
public final class FaultyFiles extends LocalFileSystem {

    enum Rename {
        WORKS,
        /** As HDFS does: an existing file is not replaced. */
        REPLACES_NOTHING,
        SAYS_NO,
        THROWS
    }

    static final AtomicLong SPACE = new AtomicLong(Long.MAX_VALUE);
    static volatile Rename rename = Rename.WORKS;

    static void reset() {
        SPACE.set(Long.MAX_VALUE);
        rename = Rename.WORKS;
    }

    @Override
    public URI getUri() {
        return URI.create("faulty:///");
    }

    @Override
    public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
        return new LocalDataOutputStream(new File(path.getPath())) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                int fits = (int) Math.min(length, SPACE.get());
                super.write(bytes, from, fits);
                SPACE.addAndGet(-fits);
                if (fits < length) {
                    throw new IOException("No space left on device");
                }
            }
        };
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return switch (rename) {
            case WORKS -> super.rename(from, to);
            case REPLACES_NOTHING -> !exists(to) && super.rename(from, to);
            case SAYS_NO -> false;
            case THROWS -> throw new UnsupportedOperationException("this store has no rename");
        };
    }

    /** Found by Flink through {@code META-INF/services}. */
    public static final class Factory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FileSystem create(URI uri) {
            return new FaultyFiles();
        }
    }
}
