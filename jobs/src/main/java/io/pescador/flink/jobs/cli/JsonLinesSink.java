// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/**
 * Writes samples as lines of JSON, to standard output or to a file, which has a temporary name until it is whole. It has one writer: lines
 * come in the order in which the samples do.
 */
final class JsonLinesSink implements Sink<Sampled<Sample>> {

    /** Whoever looks at a slow stream does not wait longer for a line. */
    private static final long FLUSH_EVERY_NANOS = 200_000_000;

    private static final long serialVersionUID = 1;

    private final String path;
    private final boolean provenance;

    private JsonLinesSink(String path, boolean provenance) {
        this.path = path;
        this.provenance = provenance;
    }

    /** @param provenance whether samples are written with where they came from */
    static JsonLinesSink toStandardOutput(boolean provenance) {
        return new JsonLinesSink(null, provenance);
    }

    /** @param path of the file */
    static JsonLinesSink toFile(String path, boolean provenance) {
        return new JsonLinesSink(path, provenance);
    }

    @Override
    public SinkWriter<Sampled<Sample>> createWriter(WriterInitContext context) throws IOException {
        return new Writer(path == null ? null : new Path(path), provenance);
    }

    /** Whoever read standard output went away. */
    static final class ReaderGone extends IOException {

        private static final long serialVersionUID = 1;

        ReaderGone(IOException cause) {
            super("whoever read the samples went away", cause);
        }
    }

    private static final class Writer implements SinkWriter<Sampled<Sample>> {

        private final Path file;
        private final Path temporary;
        private final BufferedWriter out;
        private final JsonLine line;
        private long flushed = System.nanoTime();
        private boolean whole;

        Writer(Path file, boolean provenance) throws IOException {
            this.file = file;
            temporary = file == null ? null : new Path(file.getParent(), "." + file.getName() + ".tmp");
            OutputStream stream = file == null
                    ? new ToReader(StandardOutput.get())
                    : temporary.getFileSystem().create(temporary, FileSystem.WriteMode.OVERWRITE);
            out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
            line = new JsonLine(provenance);
        }

        @Override
        public void write(Sampled<Sample> sampled, Context context) throws IOException {
            out.append(line.of(sampled));
            long now = System.nanoTime();
            if (now - flushed > FLUSH_EVERY_NANOS) {
                out.flush();
                flushed = now;
            }
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            out.flush();
            whole |= endOfInput;
        }

        @Override
        public void close() throws IOException {
            if (file == null) {
                return; // standard output stays open for whoever comes next
            }
            out.close();
            FileSystem files = file.getFileSystem();
            if (!whole) {
                files.delete(temporary, false);
            } else {
                files.delete(file, false);
                if (!files.rename(temporary, file)) {
                    throw new IOException(file + ": the finished file " + temporary + " cannot be given its name");
                }
            }
        }
    }

    /** Tells a reader that went away from other failures. */
    private static final class ToReader extends FilterOutputStream {

        ToReader(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                throw new ReaderGone(e);
            }
        }
    }
}
