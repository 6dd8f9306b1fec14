// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.jobs.cli.console.Figures;

import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A file that appears under its name when it is whole. After a failure, writing continues from where it was saved.
 *
 * <p>A process may die after the file got its name and before this was recorded. Then nothing can be appended; repeated output is compared
 * with what the file holds.
 *
 * <p>Saved: the file's length, 8 bytes, then what Flink's recoverable stream gave.
 */
final class LineFile {

    private final Path path;
    private final SimpleVersionedSerializer<RecoverableWriter.ResumeRecoverable> serializer;
    private final RecoverableFsDataOutputStream out;
    private final Comparison whole;
    private final byte[] recoverable;

    /** A file that is being written. */
    private LineFile(Path path, RecoverableWriter writer, RecoverableFsDataOutputStream out) {
        this.path = path;
        serializer = writer.getResumeRecoverableSerializer();
        this.out = out;
        whole = null;
        recoverable = null;
    }

    /** A file that has its name already. */
    private LineFile(Path path, Comparison whole, byte[] recoverable) {
        this.path = path;
        serializer = null;
        out = null;
        this.whole = whole;
        this.recoverable = recoverable;
    }

    static LineFile begin(Path path) throws IOException {
        RecoverableWriter writer = path.getFileSystem().createRecoverableWriter();
        return new LineFile(path, writer, writer.open(path));
    }

    /** Goes on from what {@link #save} gave; what was written later is cut off. */
    static LineFile resume(Path path, byte[] saved) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved));
        long length = in.readLong();
        byte[] recoverable = in.readAllBytes();
        FileSystem files = path.getFileSystem();
        RecoverableWriter writer = files.createRecoverableWriter();
        try {
            return new LineFile(
                    path,
                    writer,
                    writer.recover(SimpleVersionedSerialization.readVersionAndDeSerialize(
                            writer.getResumeRecoverableSerializer(), recoverable)));
        } catch (IOException e) {
            if (files.exists(path) && files.getFileStatus(path).getLen() >= length) {
                return new LineFile(path, new Comparison(path, length), recoverable);
            }
            throw new IOException(path + " cannot be resumed after " + Figures.bytes(length)
                    + ": what was written of it is gone (" + e.getMessage()
                    + "). Put it back, or start afresh with --fresh");
        }
    }

    OutputStream stream() {
        return out == null ? whole : out;
    }

    byte[] save() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream saved = new DataOutputStream(bytes);
        byte[] stream = out == null
                ? recoverable
                : SimpleVersionedSerialization.writeVersionAndSerialize(serializer, out.persist());
        saved.writeLong(out == null ? whole.position : out.getPos());
        saved.write(stream);
        return bytes.toByteArray();
    }

    /** Gives the file its name. */
    void finish() throws IOException {
        if (out != null) {
            out.closeForCommit().commit();
            return;
        }
        whole.close();
        long length = path.getFileSystem().getFileStatus(path).getLen();
        if (whole.position != length) {
            throw new IOException(path + " has " + length + " bytes, and what came ends at " + whole.position
                    + ": it is another run's. Move it away, and start afresh with --fresh");
        }
    }

    /** Closes the file without its name, for a later process that resumes it. */
    void leave() throws IOException {
        stream().close();
    }

    /** Accepts what a file has already, and nothing else. */
    private static final class Comparison extends OutputStream {

        private final Path path;
        private final InputStream in;
        private long position;

        Comparison(Path path, long position) throws IOException {
            this.path = path;
            this.position = position;
            var file = path.getFileSystem().open(path);
            file.seek(position);
            in = file;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            byte[] there = in.readNBytes(length);
            if (!Arrays.equals(there, 0, there.length, bytes, from, from + length)) {
                throw new IOException(path + " was whole already, and has other lines after " + position
                        + " bytes than those that come now: it is another run's, or this one is to be longer than it"
                        + " was. Move the file away, and start afresh with --fresh");
            }
            position += length;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
