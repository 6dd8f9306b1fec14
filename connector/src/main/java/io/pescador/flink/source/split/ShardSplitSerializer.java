// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.split;

import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes a {@link ShardSplit}. Layout of version 1: shard (4 bytes), the fingerprint as {@link Fingerprint#write} says, length (4) and
 * bytes of the state, {@link Seal sealed}. All numbers big-endian.
 */
@Internal
public final class ShardSplitSerializer implements SimpleVersionedSerializer<ShardSplit> {

    public static final int VERSION = 1;

    /** Where the fingerprint says how many shards there are: behind the shard and the seed. */
    private static final int SHARDS_AT = Integer.BYTES + Long.BYTES;

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
        return Seal.seal(bytes.toByteArray());
    }

    public static void write(ShardSplit split, DataOutputStream out) throws IOException {
        out.writeInt(split.shard());
        split.fingerprint().write(out);
        out.writeInt(split.state().length);
        out.write(split.state());
    }

    @Override
    public ShardSplit deserialize(int version, byte[] serialized) throws IOException {
        checkVersion(version, "a shard");
        byte[] bytes = open(serialized, "the saved state of " + nameOf(serialized));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            ShardSplit split = read(in);
            if (in.available() > 0) {
                throw new RefusedStateException(
                        "the saved state of " + split.splitId() + " is " + in.available() + " bytes too long");
            }
            return split;
        } catch (EOFException e) {
            throw new RefusedStateException(
                    "the saved state of a shard ends too early, after " + bytes.length + " bytes", e);
        }
    }

    public static byte[] open(byte[] sealed, String what) throws RefusedStateException {
        try {
            return Seal.open(sealed, what);
        } catch (DamagedStateException e) {
            throw new RefusedStateException(e.getMessage(), e);
        }
    }

    /** The shard name in damaged bytes, if it can be one. */
    private static String nameOf(byte[] damaged) {
        ByteBuffer bytes = ByteBuffer.wrap(damaged);
        int shards = damaged.length < SHARDS_AT + Integer.BYTES ? 0 : bytes.getInt(SHARDS_AT);
        return shards > 0 && bytes.getInt(0) >= 0 && bytes.getInt(0) < shards ? "shard-" + bytes.getInt(0) : "a shard";
    }

    public static ShardSplit read(DataInputStream in) throws IOException {
        int shard = in.readInt();
        Fingerprint fingerprint = Fingerprint.read(in);
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new RefusedStateException("the saved state of shard-" + shard + " claims " + length + " bytes; "
                    + in.available() + " are left");
        }
        return new ShardSplit(shard, fingerprint, in.readNBytes(length));
    }

    public static void checkVersion(int version, String what) throws IOException {
        if (version != VERSION) {
            throw new RefusedStateException("the saved state of " + what + " is of version " + version
                    + "; this program reads version " + VERSION + ": resume with the program that wrote it");
        }
    }
}
