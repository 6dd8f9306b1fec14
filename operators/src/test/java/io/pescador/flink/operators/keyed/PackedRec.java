// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The type of records of the tests as bytes of a fixed length, so that caches hold them packed. */
final class PackedRec extends TypeInformation<Rec> {

    private static final long serialVersionUID = 1;

    static final TypeInformation<Rec> TYPE = new PackedRec();

    @Override
    public TypeSerializer<Rec> createSerializer(SerializerConfig config) {
        return Serializer.INSTANCE;
    }

    @Override
    public Class<Rec> getTypeClass() {
        return Rec.class;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof PackedRec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedRec;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "packed records of the tests";
    }

    /** Both names in 12 bytes of ASCII, padded with zeros; number; whether it is the last. */
    private static final class Serializer extends TypeSerializerSingleton<Rec> {

        private static final long serialVersionUID = 1;
        private static final Serializer INSTANCE = new Serializer();
        private static final int NAME = 12;

        @Override
        public int getLength() {
            return 2 * NAME + Integer.BYTES + 1;
        }

        @Override
        public void serialize(Rec rec, DataOutputView target) throws IOException {
            target.write(Arrays.copyOf(rec.key().getBytes(StandardCharsets.US_ASCII), NAME));
            target.write(Arrays.copyOf(rec.stream().getBytes(StandardCharsets.US_ASCII), NAME));
            target.writeInt(rec.n());
            target.writeBoolean(rec.last());
        }

        @Override
        public Rec deserialize(DataInputView source) throws IOException {
            return new Rec(name(source), name(source), source.readInt(), source.readBoolean());
        }

        private static String name(DataInputView source) throws IOException {
            byte[] padded = new byte[NAME];
            source.readFully(padded);
            return new String(padded, StandardCharsets.US_ASCII).trim(); // of zeros too
        }

        @Override
        public Rec deserialize(Rec reuse, DataInputView source) throws IOException {
            return deserialize(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            target.write(source, getLength());
        }

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public Rec createInstance() {
            return new Rec("", "", 0, false);
        }

        @Override
        public Rec copy(Rec from) {
            return from;
        }

        @Override
        public Rec copy(Rec from, Rec reuse) {
            return from;
        }

        @Override
        public TypeSerializerSnapshot<Rec> snapshotConfiguration() {
            return new Snapshot();
        }
    }

    /** For Flink, which makes one to read state. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Rec> {

        /** Of the one serializer. */
        public Snapshot() {
            super(() -> Serializer.INSTANCE);
        }
    }
}
