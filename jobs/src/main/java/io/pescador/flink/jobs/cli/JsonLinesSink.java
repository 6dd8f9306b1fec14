// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * Writes samples as lines of JSON, to standard output or to a file. It has one writer: lines come in the order in which the samples do. A
 * file has each line once, also after a failure; on standard output nothing can be taken back.
 */
final class JsonLinesSink implements Sink<Sampled<Sample>>, SupportsWriterState<Sampled<Sample>, byte[]> {

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
    public StatefulSinkWriter<Sampled<Sample>, byte[]> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<Sampled<Sample>, byte[]> restoreWriter(
            WriterInitContext context, Collection<byte[]> saved) throws IOException {
        if (path == null) {
            return new Writer(new ToReader(StandardOutput.get()), null, provenance);
        }
        Path file = new Path(path);
        LineFile lines = saved.isEmpty()
                ? LineFile.begin(file)
                : LineFile.resume(file, saved.iterator().next());
        return new Writer(lines.stream(), lines, provenance);
    }

    @Override
    public SimpleVersionedSerializer<byte[]> getWriterStateSerializer() {
        return new AsItIs();
    }

    /** Whoever read standard output went away. */
    static final class ReaderGone extends IOException {

        private static final long serialVersionUID = 1;

        ReaderGone(IOException cause) {
            super("whoever read the samples went away", cause);
        }
    }

    private static final class Writer implements StatefulSinkWriter<Sampled<Sample>, byte[]> {

        private final LineFile file;
        private final BufferedWriter out;
        private final JsonLine line;
        private long flushed = System.nanoTime();
        private boolean whole;

        /** @param file null for standard output */
        Writer(OutputStream stream, LineFile file, boolean provenance) {
            this.file = file;
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
        public List<byte[]> snapshotState(long checkpoint) throws IOException {
            out.flush();
            return file == null ? List.of() : List.of(file.save());
        }

        @Override
        public void close() throws IOException {
            if (file != null && whole) {
                file.finish();
            } else if (file != null) {
                file.leave();
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

    /** The state is bytes already, which know their own version. */
    private static final class AsItIs implements SimpleVersionedSerializer<byte[]> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(byte[] state) {
            return state;
        }

        @Override
        public byte[] deserialize(int version, byte[] state) {
            return state;
        }
    }
}
