// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.GrowingRead;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A file that lists files, where they are too many to be sent with a job: the job names it by path, length and checksum, and every worker
 * reads it. So what is sampled is what was matched, or nothing.
 *
 * <p>Layout: JSON lines in UTF-8. The first is {@code {"pescador-manifest":1,"files":n}}; then a line for each file, {@code
 * ["path",size,modified]}, with a fourth entry {@code {"name":"value"}} where parts of the path were captured. Immutable.
 *
 * @param path of the manifest, in any file system that Flink knows
 * @param length in bytes
 * @param sha256 of its bytes, in 64 hexadecimal digits
 */
@PublicEvolving
public record Manifest(String path, long length, String sha256) implements Serializable {

    private static final long serialVersionUID = 1;

    /** Digits of the checksum that are part of the name: as many as make names differ. */
    private static final int NAMED = 16;

    /**
     * Writes a manifest. Its name follows from what it lists, so one that is there already stays, and one that another job reads is never
     * replaced by another. It is written under a temporary name first.
     *
     * @param directory where to write it; made if it is not there. Every worker must be able to read it
     * @param files in the order in which they are to be numbered
     * @throws IOException if it cannot be written
     */
    public static Manifest write(String directory, List<MatchedFile> files) throws IOException {
        Path asked = new Path(directory);
        FileSystem system = asked.getFileSystem();
        Path folder = asked.makeQualified(system); // workers have other working directories
        system.mkdirs(folder);
        Path temporary = new Path(folder, ".manifest-" + UUID.randomUUID());
        try {
            MessageDigest digest = newDigest();
            long length;
            try (OutputStream out =
                    new DigestOutputStream(system.create(temporary, FileSystem.WriteMode.NO_OVERWRITE), digest)) {
                length = ManifestLines.write(files, out);
            }
            String sum = HexFormat.of().formatHex(digest.digest());
            Path place = new Path(folder, "manifest-" + sum.substring(0, NAMED) + ".jsonl");
            Manifest manifest = new Manifest(place.toString(), length, sum);
            if (!manifest.isThere()) {
                system.delete(place, false);
                if (!system.rename(temporary, place)) {
                    throw new IOException(place + ": " + temporary + " cannot be renamed to it");
                }
            }
            return manifest;
        } finally {
            system.delete(temporary, false);
        }
    }

    private boolean isThere() throws IOException {
        try {
            read();
            return true;
        } catch (FileNotFoundException | FormatException e) {
            return false;
        }
    }

    /**
     * Reads it.
     *
     * @return the files in their order; a file takes the length of its line and 4 bytes
     * @throws FileNotFoundException if it is not there
     * @throws FormatException if it is not what was written; the message says what differs
     */
    public List<MatchedFile> read() throws IOException {
        byte[] bytes = bytes();
        String sum = HexFormat.of().formatHex(newDigest().digest(bytes));
        if (!sum.equals(sha256)) {
            throw wrong("was changed: its SHA-256 is " + sum + ", not " + sha256);
        }
        return ManifestLines.read(bytes, path);
    }

    private byte[] bytes() throws IOException {
        Path location = new Path(path);
        FileSystem system = location.getFileSystem();
        try {
            FileStatus status = system.getFileStatus(location);
            if (status.getLen() != length) {
                throw otherLength(status.getLen());
            }
            try (FSDataInputStream in = system.open(location)) {
                byte[] bytes = GrowingRead.read(in, Math.toIntExact(length));
                if (bytes.length != length) {
                    throw otherLength(bytes.length);
                }
                return bytes;
            }
        } catch (FileNotFoundException e) {
            FileNotFoundException missing = new FileNotFoundException(path
                    + ": no such file, or no right to see it. It lists the files that the job samples, and every worker reads it:"
                    + " keep it where all of them can, and as long as the job may go on");
            missing.initCause(e);
            throw missing;
        }
    }

    private FormatException otherLength(long found) {
        return wrong((found < length ? "was cut off" : "was changed") + ": it has " + found + " bytes, not " + length);
    }

    private FormatException wrong(String how) {
        return FormatException.of(
                path, how + ". It lists the files that the job samples: put it back, or start the job again");
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
