// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Writes a {@link Sampled}: shard (4 bytes), draw, epoch (8 each), length of the path and its numbers (4 each), activation, offset (8 each),
 * all big-endian, then the value.
 */
@Internal
public final class SampledSerializer<T> extends TypeSerializer<Sampled<T>> {

    private static final long serialVersionUID = 1;

    private final TypeSerializer<T> value;

    SampledSerializer(TypeSerializer<T> value) {
        this.value = value;
    }

    @Override
    public boolean isImmutableType() {
        return value.isImmutableType();
    }

    @Override
    public TypeSerializer<Sampled<T>> duplicate() {
        TypeSerializer<T> duplicate = value.duplicate();
        return duplicate == value ? this : new SampledSerializer<>(duplicate);
    }

    @Override
    public Sampled<T> createInstance() {
        return new Sampled<>(0, 0, 0, new int[0], 0, 0, value.createInstance());
    }

    @Override
    public Sampled<T> copy(Sampled<T> from) {
        return value.isImmutableType()
                ? from
                : new Sampled<>(
                        from.shard(),
                        from.draw(),
                        from.epoch(),
                        from.path(),
                        from.activation(),
                        from.offset(),
                        value.copy(from.value()));
    }

    @Override
    public Sampled<T> copy(Sampled<T> from, Sampled<T> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(Sampled<T> sampled, DataOutputView target) throws IOException {
        target.writeInt(sampled.shard());
        target.writeLong(sampled.draw());
        target.writeLong(sampled.epoch());
        target.writeInt(sampled.path().length);
        for (int child : sampled.path()) {
            target.writeInt(child);
        }
        target.writeLong(sampled.activation());
        target.writeLong(sampled.offset());
        value.serialize(sampled.value(), target);
    }

    @Override
    public Sampled<T> deserialize(DataInputView source) throws IOException {
        int shard = source.readInt();
        long draw = source.readLong();
        long epoch = source.readLong();
        int[] path = new int[source.readInt()];
        for (int i = 0; i < path.length; i++) {
            path[i] = source.readInt();
        }
        return new Sampled<>(shard, draw, epoch, path, source.readLong(), source.readLong(), value.deserialize(source));
    }

    @Override
    public Sampled<T> deserialize(Sampled<T> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, Integer.BYTES + 2 * Long.BYTES);
        int depth = source.readInt();
        target.writeInt(depth);
        target.write(source, depth * Integer.BYTES + 2 * Long.BYTES);
        value.copy(source, target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampledSerializer<?> that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode() + 1;
    }

    @Override
    public TypeSerializerSnapshot<Sampled<T>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** The layout above is version 1. */
    public static final class Snapshot<T> extends CompositeTypeSerializerSnapshot<Sampled<T>, SampledSerializer<T>> {

        private static final int VERSION = 1;

        /** For reading. */
        public Snapshot() {}

        Snapshot(SampledSerializer<T> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(SampledSerializer<T> outer) {
            return new TypeSerializer<?>[] {outer.value};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected SampledSerializer<T> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new SampledSerializer<>((TypeSerializer<T>) nested[0]);
        }
    }
}
