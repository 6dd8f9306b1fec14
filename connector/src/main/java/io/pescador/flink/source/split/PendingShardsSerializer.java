// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.split;

import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes {@link PendingShards}. Layout of version 1: how many (4 bytes), then each as {@link ShardSplitSerializer} says, {@link Seal sealed} as a whole. */
@Internal
public final class PendingShardsSerializer implements SimpleVersionedSerializer<PendingShards> {

    @Override
    public int getVersion() {
        return ShardSplitSerializer.VERSION;
    }

    @Override
    public byte[] serialize(PendingShards pending) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(pending.splits().size());
            for (ShardSplit split : pending.splits()) {
                ShardSplitSerializer.write(split, out);
            }
        }
        return Seal.seal(bytes.toByteArray());
    }

    @Override
    public PendingShards deserialize(int version, byte[] serialized) throws IOException {
        ShardSplitSerializer.checkVersion(version, "the enumerator");
        byte[] bytes = ShardSplitSerializer.open(serialized, "the saved state of the enumerator");
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int count = in.readInt();
            if (count < 0) {
                throw new RefusedStateException("the saved state of the enumerator claims " + count + " shards");
            }
            List<ShardSplit> splits = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                splits.add(ShardSplitSerializer.read(in));
            }
            if (in.available() > 0) {
                throw new RefusedStateException(
                        "the saved state of the enumerator is " + in.available() + " bytes too long");
            }
            return new PendingShards(splits);
        } catch (EOFException e) {
            throw new RefusedStateException("the saved state of the enumerator ends too early", e);
        }
    }
}
