// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.Map;

/** Samples in the layout of {@link SampleCodec}, version 1. Stateless. */
@Internal
public final class SampleSerializer extends ImmutableSerializer<Sample> {

    /** The one there is. */
    public static final SampleSerializer INSTANCE = new SampleSerializer();

    private static final Sample EMPTY = Sample.of(Map.of());

    private SampleSerializer() {}

    @Override
    public Sample createInstance() {
        return EMPTY;
    }

    @Override
    public void serialize(Sample sample, DataOutputView target) throws IOException {
        SampleCodec.write(sample, target);
    }

    @Override
    public Sample deserialize(DataInputView source) throws IOException {
        return SampleCodec.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        SampleCodec.copy(source, target);
    }

    @Override
    public TypeSerializerSnapshot<Sample> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The Java singleton survives serialization of the serializer. */
    private Object readResolve() {
        return INSTANCE;
    }

    /** Says which serializer wrote a state: {@link SampleSerializer}, layout version 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sample> {

        /** For Flink, which makes it by reflection. */
        public Snapshot() {
            super(() -> (TypeSerializer<Sample>) INSTANCE);
        }
    }
}
