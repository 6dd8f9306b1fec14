// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.operators.state.WrappingSerializer;

import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Writes a {@link BufferedRecord}: 8 bytes bound, 8 bytes timestamp, big-endian, then the record. It is not Flink's tuple serializer, since
 * three boxed fields would cost three cache misses whenever a kept record is drawn.
 */
final class BufferedRecordSerializer<T> extends WrappingSerializer<BufferedRecord<T>, T> {

    private static final long serialVersionUID = 1;

    BufferedRecordSerializer(TypeSerializer<T> value) {
        super(value);
    }

    @Override
    public TypeSerializer<BufferedRecord<T>> duplicate() {
        TypeSerializer<T> other = inner.duplicate();
        return other == inner ? this : new BufferedRecordSerializer<>(other);
    }

    @Override
    public BufferedRecord<T> createInstance() {
        return new BufferedRecord<>(0, BufferedRecord.NO_TIMESTAMP, inner.createInstance());
    }

    @Override
    public BufferedRecord<T> copy(BufferedRecord<T> from) {
        return isImmutableType()
                ? from
                : new BufferedRecord<>(from.bound(), from.timestamp(), inner.copy(from.value()));
    }

    @Override
    public int getLength() {
        return inner.getLength() < 0 ? -1 : 2 * Long.BYTES + inner.getLength();
    }

    @Override
    public void serialize(BufferedRecord<T> record, DataOutputView target) throws IOException {
        target.writeLong(record.bound());
        target.writeLong(record.timestamp());
        inner.serialize(record.value(), target);
    }

    @Override
    public BufferedRecord<T> deserialize(DataInputView source) throws IOException {
        return new BufferedRecord<>(source.readLong(), source.readLong(), inner.deserialize(source));
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, 2 * Long.BYTES);
        inner.copy(source, target);
    }

    @Override
    public TypeSerializerSnapshot<BufferedRecord<T>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** What state says of this serializer: the version of its layout, and the record's own. */
    public static final class Snapshot<T>
            extends CompositeTypeSerializerSnapshot<BufferedRecord<T>, BufferedRecordSerializer<T>> {

        private static final int VERSION = 1;

        /** For Flink, which makes one before it reads it. */
        public Snapshot() {}

        Snapshot(BufferedRecordSerializer<T> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(BufferedRecordSerializer<T> serializer) {
            return new TypeSerializer<?>[] {serializer.inner};
        }

        @Override
        protected BufferedRecordSerializer<T> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            @SuppressWarnings("unchecked")
            TypeSerializer<T> value = (TypeSerializer<T>) nested[0];
            return new BufferedRecordSerializer<>(value);
        }
    }
}
