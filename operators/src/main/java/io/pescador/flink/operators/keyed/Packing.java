// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/** Records of one small fixed length, to and from bytes: numbers, times, tuples of them. One is made for all buffers of an operator; not thread-safe. */
final class Packing<T> {

    /** A line of the processor's cache: as far as it was measured that packing pays. Longer records stay objects. */
    private static final int MOST_BYTES = 64;

    private final TypeSerializer<T> serializer;
    private final int length;
    private final DataInputDeserializer in = new DataInputDeserializer();
    private final DataOutputSerializer out;

    private Packing(TypeSerializer<T> serializer) {
        this.serializer = serializer;
        length = serializer.getLength();
        out = new DataOutputSerializer(length);
    }

    /** Null where records have no fixed length, or too much of it. */
    static <T> Packing<T> of(TypeSerializer<T> serializer) {
        int length = serializer.getLength();
        return length > 0 && length <= MOST_BYTES ? new Packing<>(serializer) : null;
    }

    /** In bytes. */
    int length() {
        return length;
    }

    /** A new record, which nobody else has. */
    T read(byte[] bytes, int at) throws IOException {
        in.setBuffer(bytes, at, length);
        return serializer.deserialize(in);
    }

    void write(T record, byte[] bytes, int at) throws IOException {
        out.clear();
        serializer.serialize(record, out);
        if (out.length() != length) {
            throw new IOException(serializer.getClass().getName() + " wrote " + out.length()
                    + " bytes for a record, and says that each has " + length + ": have its getLength() return -1");
        }
        System.arraycopy(out.getSharedBuffer(), 0, bytes, at, length);
    }
}
