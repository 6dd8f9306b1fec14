// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * Writes a {@link ShardSplit}. Layout of version 1: shard (4 bytes), the fingerprint as {@link Fingerprint#write} says, length (4) and
 * bytes of the state. All numbers big-endian.
 */
final class ShardSplitSerializer implements SimpleVersionedSerializer<ShardSplit> {

    static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ShardSplit split) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + split.state().length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(split, out);
        }
        return bytes.toByteArray();
    }

    static void write(ShardSplit split, DataOutputStream out) throws IOException {
        out.writeInt(split.shard());
        split.fingerprint().write(out);
        out.writeInt(split.state().length);
        out.write(split.state());
    }

    @Override
    public ShardSplit deserialize(int version, byte[] serialized) throws IOException {
        checkVersion(version, "a shard");
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
            ShardSplit split = read(in);
            if (in.available() > 0) {
                throw new RefusedStateException(
                        "the saved state of " + split.splitId() + " is " + in.available() + " bytes too long");
            }
            return split;
        } catch (EOFException e) {
            throw new RefusedStateException(
                    "the saved state of a shard ends too early, after " + serialized.length + " bytes", e);
        }
    }

    static ShardSplit read(DataInputStream in) throws IOException {
        int shard = in.readInt();
        Fingerprint fingerprint = Fingerprint.read(in);
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new RefusedStateException("the saved state of shard-" + shard + " claims " + length + " bytes; "
                    + in.available() + " are left");
        }
        return new ShardSplit(shard, fingerprint, in.readNBytes(length));
    }

    static void checkVersion(int version, String what) throws IOException {
        if (version != VERSION) {
            throw new RefusedStateException("the saved state of " + what + " is of version " + version
                    + "; this program reads version " + VERSION + ": resume with the program that wrote it");
        }
    }
}
