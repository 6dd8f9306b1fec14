// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/** Gives each key a seed of its own: a hash of the key's serialized bytes, since hash codes may differ from one JVM to another. */
@Internal
public final class KeySeed {

    private KeySeed() {}

    /** The seed of a key, under the seed of all. */
    public static <K> long of(long seed, K key, TypeSerializer<K> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(32);
        serializer.serialize(key, out);
        long mixed = seed;
        for (byte part : out.getCopyOfBuffer()) {
            mixed = Seeds.mix(mixed, part & 0xff);
        }
        return mixed;
    }
}
