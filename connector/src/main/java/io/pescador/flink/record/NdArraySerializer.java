// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/** Arrays in the layout of {@link SampleCodec}, version 1. Stateless. */
@Internal
public final class NdArraySerializer extends ImmutableSerializer<NdArray> {

    /** The one there is. */
    public static final NdArraySerializer INSTANCE = new NdArraySerializer();

    private static final NdArray EMPTY = NdArray.of(new double[0]);

    private NdArraySerializer() {}

    @Override
    public NdArray createInstance() {
        return EMPTY;
    }

    @Override
    public void serialize(NdArray array, DataOutputView target) throws IOException {
        SampleCodec.writeArray(array, target);
    }

    @Override
    public NdArray deserialize(DataInputView source) throws IOException {
        return SampleCodec.readArray(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        SampleCodec.copyArray(source, target);
    }

    @Override
    public TypeSerializerSnapshot<NdArray> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The Java singleton survives serialization of the serializer. */
    private Object readResolve() {
        return INSTANCE;
    }

    /** Says which serializer wrote a state: {@link NdArraySerializer}, layout version 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<NdArray> {

        /** For Flink, which makes it by reflection. */
        public Snapshot() {
            super(() -> (TypeSerializer<NdArray>) INSTANCE);
        }
    }
}
