// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes {@link MuxState}. Public for Flink, which reads its snapshot back by name. */
public final class MuxStateSerializer extends BytesSerializer<MuxState> {

    private static final long serialVersionUID = 1;

    static final MuxStateSerializer INSTANCE = new MuxStateSerializer();

    @Override
    byte[] toBytes(MuxState state) throws IOException {
        return state.toBytes();
    }

    @Override
    MuxState fromBytes(byte[] bytes) {
        return MuxState.saved(bytes);
    }

    @Override
    public MuxState copy(MuxState from) {
        try {
            return from.copy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public TypeSerializerSnapshot<MuxState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** What a checkpoint keeps of the serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MuxState> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
