// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.console.StandardOutput;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.operators.ProcessingTimeService;
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
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * Writes lines of JSON, to standard output or to a file. It has one writer: lines come in the order in which the records do. A file has each
 * line once, also after a failure; on standard output nothing can be taken back.
 *
 * @param <T> type of a record
 */
@Internal
public final class JsonLinesSink<T> implements Sink<T>, SupportsWriterState<T, byte[]> {

    /** The longest time that a line waits in the buffer, for those who watch a slow stream. */
    private static final long FLUSH_WITHIN_MILLIS = 200;

    private static final long serialVersionUID = 1;

    private final String path;
    private final LineOf<T> text;
    private final long most;

    private JsonLinesSink(String path, LineOf<T> text, long most) {
        this.path = path;
        this.text = text;
        this.most = most;
    }

    /** @param output standard output, or one file */
    public static <T> JsonLinesSink<T> to(Output output, LineOf<T> text) {
        return new JsonLinesSink<>(output.toStandardOutput() ? null : output.location(), text, Long.MAX_VALUE);
    }

    /**
     * The same, which ends the job by {@link Enough} after so many lines, for jobs that nothing else would end. It does not count across a
     * restart.
     */
    public JsonLinesSink<T> endingAfter(long lines) {
        return new JsonLinesSink<>(path, text, lines);
    }

    /**
     * What a record looks like.
     *
     * @param <T> type of a record
     */
    @FunctionalInterface
    public interface LineOf<T> extends Serializable {

        /** The line, with its end; valid until the next call. */
        CharSequence of(T record) throws IOException;
    }

    @Override
    public StatefulSinkWriter<T, byte[]> createWriter(WriterInitContext context) throws IOException {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<T, byte[]> restoreWriter(WriterInitContext context, Collection<byte[]> saved)
            throws IOException {
        if (path == null) {
            return new Writer<>(
                    new ToReader(StandardOutput.get()), null, text, most, context.getProcessingTimeService());
        }
        Path file = new Path(path);
        LineFile lines = saved.isEmpty()
                ? LineFile.begin(file)
                : LineFile.resume(file, saved.iterator().next());
        return new Writer<>(lines.stream(), lines, text, most, context.getProcessingTimeService());
    }

    @Override
    public SimpleVersionedSerializer<byte[]> getWriterStateSerializer() {
        return new AsItIs();
    }

    /** The reader of standard output went away. */
    public static final class ReaderGone extends IOException {

        private static final long serialVersionUID = 1;

        ReaderGone(IOException cause) {
            super("the reader of standard output went away", cause);
        }
    }

    /**
     * All lines that were asked for are written. Only a source ends a Flink job by itself, and no source of a keyed mux can know how many
     * lines come out of it. Cancelling the job from its client would end it up to a second later, by an exception as well, and would close
     * the file before it is whole. So the writer completes its output and fails on purpose; {@code MuxRun} takes that for the end.
     */
    public static final class Enough extends IOException {

        private static final long serialVersionUID = 1;

        Enough(long lines) {
            super(Figures.count(lines, "line") + " given");
        }
    }

    private static final class Writer<T> implements StatefulSinkWriter<T, byte[]> {

        private final LineFile file;
        private final BufferedWriter out;
        private final LineOf<T> text;
        private final long most;
        private final ProcessingTimeService clock;
        private long written;
        private boolean flushing;
        private boolean whole;

        /** @param file null for standard output */
        Writer(OutputStream stream, LineFile file, LineOf<T> text, long most, ProcessingTimeService clock) {
            this.file = file;
            this.text = text;
            this.most = most;
            this.clock = clock;
            out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
        }

        @Override
        public void write(T sample, Context context) throws IOException {
            out.append(text.of(sample));
            if (++written == most) {
                out.flush();
                whole = true;
                throw new Enough(written);
            }
            if (!flushing) {
                flushing = true;
                clock.registerTimer(clock.getCurrentProcessingTime() + FLUSH_WITHIN_MILLIS, time -> {
                    flushing = false;
                    out.flush();
                });
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

    /** Distinguishes a reader that went away from other failures. */
    private static final class ToReader extends FilterOutputStream {

        ToReader(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                if (StandardOutput.isReaderGone(e)) {
                    throw new ReaderGone(e);
                }
                IOException told = new IOException(
                        "standard output cannot be written: " + e.getMessage() + ". What was written ends early");
                told.addSuppressed(e);
                throw told;
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
