// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.io.OutputStream;

/** A file that appears under its name when it is whole, and that is gone on with, from where it was saved, after a failure. */
final class LineFile {

    private final SimpleVersionedSerializer<RecoverableWriter.ResumeRecoverable> serializer;
    private final RecoverableFsDataOutputStream out;

    private LineFile(RecoverableWriter writer, RecoverableFsDataOutputStream out) {
        serializer = writer.getResumeRecoverableSerializer();
        this.out = out;
    }

    static LineFile begin(Path path) throws IOException {
        RecoverableWriter writer = path.getFileSystem().createRecoverableWriter();
        return new LineFile(writer, writer.open(path));
    }

    /** Goes on from what {@link #save} gave; what was written later is cut off. */
    static LineFile resume(Path path, byte[] saved) throws IOException {
        RecoverableWriter writer = path.getFileSystem().createRecoverableWriter();
        return new LineFile(
                writer,
                writer.recover(SimpleVersionedSerialization.readVersionAndDeSerialize(
                        writer.getResumeRecoverableSerializer(), saved)));
    }

    OutputStream stream() {
        return out;
    }

    byte[] save() throws IOException {
        return SimpleVersionedSerialization.writeVersionAndSerialize(serializer, out.persist());
    }

    /** Gives the file its name. */
    void finish() throws IOException {
        out.closeForCommit().commit();
    }

    /** Leaves what is there for somebody who goes on with it. */
    void leave() throws IOException {
        out.close();
    }
}
