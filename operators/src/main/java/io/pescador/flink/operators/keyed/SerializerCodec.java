// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.records.FixedLengthCodec;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;

/** Converts records of one small fixed length, such as numbers, times and tuples of them, by Flink's serializer. */
final class SerializerCodec<T> implements FixedLengthCodec<T> {

    /** A line of the processor's cache, up to which packing was measured to pay. Longer records stay objects. */
    private static final int MAX_BYTES = 64;

    private final TypeSerializer<T> serializer;
    private final int length;
    private final DataInputDeserializer in = new DataInputDeserializer();
    private final DataOutputSerializer out;

    private SerializerCodec(TypeSerializer<T> serializer) {
        this.serializer = serializer;
        length = serializer.getLength();
        out = new DataOutputSerializer(length);
    }

    /** Null where records have no fixed length, or a large one. */
    static <T> SerializerCodec<T> of(TypeSerializer<T> serializer) {
        int length = serializer.getLength();
        return length > 0 && length <= MAX_BYTES ? new SerializerCodec<>(serializer) : null;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public T read(byte[] bytes, int at) throws IOException {
        in.setBuffer(bytes, at, length);
        return serializer.deserialize(in);
    }

    @Override
    public void write(T record, byte[] bytes, int at) throws IOException {
        out.clear();
        serializer.serialize(record, out);
        if (out.length() != length) {
            throw new IOException(serializer.getClass().getName() + " wrote " + out.length()
                    + " bytes for a record, and says that each has " + length + ": have its getLength() return -1");
        }
        System.arraycopy(out.getSharedBuffer(), 0, bytes, at, length);
    }
}
