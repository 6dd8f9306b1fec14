// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

import java.io.IOException;

/** Writes {@link StreamBuffer}. Public for Flink, which reads its snapshot back by name. */
public final class StreamBufferSerializer extends BytesSerializer<StreamBuffer> {

    private static final long serialVersionUID = 1;

    static final StreamBufferSerializer INSTANCE = new StreamBufferSerializer();

    @Override
    byte[] toBytes(StreamBuffer buffer) throws IOException {
        return buffer.toBytes();
    }

    @Override
    StreamBuffer fromBytes(byte[] bytes) throws IOException {
        return StreamBuffer.fromBytes(bytes);
    }

    @Override
    public StreamBuffer copy(StreamBuffer from) {
        return from.copy();
    }

    @Override
    public TypeSerializerSnapshot<StreamBuffer> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a checkpoint keeps of the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamBuffer> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
