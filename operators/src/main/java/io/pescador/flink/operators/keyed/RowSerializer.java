// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;

/**
 * Writes a {@link Row}: 8 bytes how many came before and where it lies, 8 bytes timestamp, big-endian, then the record. A class of its own and not Flink's tuple: three
 * boxed fields would cost three cache misses whenever a kept record is drawn.
 */
final class RowSerializer<T> extends TypeSerializer<Row<T>> {

    private static final long serialVersionUID = 1;

    private final TypeSerializer<T> value;

    RowSerializer(TypeSerializer<T> value) {
        this.value = value;
    }

    @Override
    public boolean isImmutableType() {
        return value.isImmutableType();
    }

    @Override
    public TypeSerializer<Row<T>> duplicate() {
        TypeSerializer<T> other = value.duplicate();
        return other == value ? this : new RowSerializer<>(other);
    }

    @Override
    public Row<T> createInstance() {
        return new Row<>(0, Row.NO_TIMESTAMP, value.createInstance());
    }

    @Override
    public Row<T> copy(Row<T> from) {
        return isImmutableType() ? from : new Row<>(from.bound(), from.timestamp(), value.copy(from.value()));
    }

    @Override
    public Row<T> copy(Row<T> from, Row<T> reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return value.getLength() < 0 ? -1 : 2 * Long.BYTES + value.getLength();
    }

    @Override
    public void serialize(Row<T> row, DataOutputView target) throws IOException {
        target.writeLong(row.bound());
        target.writeLong(row.timestamp());
        value.serialize(row.value(), target);
    }

    @Override
    public Row<T> deserialize(DataInputView source) throws IOException {
        return new Row<>(source.readLong(), source.readLong(), value.deserialize(source));
    }

    @Override
    public Row<T> deserialize(Row<T> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, 2 * Long.BYTES);
        value.copy(source, target);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSerializer<?> that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Row<T>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** What state says of this serializer: the version of its layout, and the record's own. */
    public static final class Snapshot<T> extends CompositeTypeSerializerSnapshot<Row<T>, RowSerializer<T>> {

        private static final int VERSION = 1;

        /** For Flink, which makes one before it reads it. */
        public Snapshot() {}

        Snapshot(RowSerializer<T> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(RowSerializer<T> serializer) {
            return new TypeSerializer<?>[] {serializer.value};
        }

        @Override
        protected RowSerializer<T> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            @SuppressWarnings("unchecked")
            TypeSerializer<T> value = (TypeSerializer<T>) nested[0];
            return new RowSerializer<>(value);
        }
    }
}
