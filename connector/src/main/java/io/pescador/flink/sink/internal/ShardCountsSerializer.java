// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Layout of version 1: the number of writers and that of shards (4 bytes each), then the batches of each shard (8 bytes each), big-endian;
 * {@link Seal sealed}.
 *
 * <p>Thread-safe: there is no state.
 */
@Internal
public final class ShardCountsSerializer implements SimpleVersionedSerializer<ShardCounts> {

    private static final int VERSION = 1;
    private static final int HEADER = 2 * Integer.BYTES;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ShardCounts counts) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + counts.shards() * Long.BYTES);
        bytes.putInt(counts.writers());
        bytes.putInt(counts.shards());
        for (int shard = 0; shard < counts.shards(); shard++) {
            bytes.putLong(counts.of(shard));
        }
        return Seal.seal(bytes.array());
    }

    @Override
    public ShardCounts deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "batch counts of version " + version + " were saved by a newer program; this one reads " + VERSION);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Seal.open(serialized, "the saved counts of batches"));
        int writers = bytes.remaining() < HEADER ? 0 : bytes.getInt();
        int shards = bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
        if (shards < 1 || bytes.remaining() != (long) shards * Long.BYTES) {
            throw new IOException("saved batch counts have " + serialized.length + " bytes for " + shards + " shards");
        }
        long[] counts = new long[shards];
        for (int shard = 0; shard < shards; shard++) {
            counts[shard] = bytes.getLong();
        }
        return ShardCounts.of(writers, counts);
    }
}
