// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import io.pescador.flink.source.split.RefusedStateException;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes what is kept in state with a checksum, and uses no byte before it has been checked. Each record has a checksum of its own, since a
 * state backend that keeps bytes reads and writes records one at a time. One that keeps objects meets the checksum in snapshots only.
 *
 * <p>Layout: 4 bytes length where the inner serializer has no fixed one, what the inner serializer writes, 4 bytes CRC-32C of that. All big-endian.
 */
@Internal
public final class CheckedSerializer<T> extends WrappingSerializer<T, T> {

    private static final long serialVersionUID = 1;

    /** Memory is allocated as bytes arrive, since a damaged length may be any number. */
    private static final int CHUNK = 1 << 16;

    /** More than any snapshot of a serializer: the widest types take some hundred kB. */
    private static final int MAX_SNAPSHOT_BYTES = 1 << 26;

    private final String what;

    private transient DataOutputSerializer out;
    private transient DataInputDeserializer in;
    private transient CRC32C crc;
    private transient byte[] bytes;

    /** Each restart would find the same, wherever in Flink the state is read, so the job fails at once. */
    private static RefusedStateException damaged(String what, String how) {
        return refused(new DamagedStateException(what, how));
    }

    private static RefusedStateException refused(DamagedStateException e) {
        return new RefusedStateException(e.getMessage(), e);
    }

    /** @param what is kept, and by whom, for the message: {@code a record that step "batch" kept} */
    public CheckedSerializer(String what, TypeSerializer<T> inner) {
        super(inner);
        this.what = what;
    }

    /** Another one, since this one has buffers. */
    @Override
    public TypeSerializer<T> duplicate() {
        return new CheckedSerializer<>(what, inner.duplicate());
    }

    @Override
    public T createInstance() {
        return inner.createInstance();
    }

    @Override
    public T copy(T from) {
        return inner.copy(from);
    }

    @Override
    public T copy(T from, T reuse) {
        return inner.copy(from, reuse);
    }

    @Override
    public int getLength() {
        return inner.getLength() < 0 ? -1 : inner.getLength() + Integer.BYTES;
    }

    @Override
    public void serialize(T record, DataOutputView target) throws IOException {
        if (out == null || out.getSharedBuffer().length > CHUNK) {
            out = new DataOutputSerializer(64);
        }
        out.clear();
        inner.serialize(record, out);
        if (inner.getLength() < 0) {
            target.writeInt(out.length());
        }
        target.write(out.getSharedBuffer(), 0, out.length());
        target.writeInt(checksum(out.getSharedBuffer(), out.length()));
    }

    private int checksum(byte[] of, int length) {
        crc = crc == null ? new CRC32C() : crc;
        crc.reset();
        crc.update(of, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        int length = read(source);
        in = in == null ? new DataInputDeserializer() : in;
        in.setBuffer(bytes, 0, length);
        return inner.deserialize(in);
    }

    /** Reads one record's bytes and checks them. @return how many there are */
    private int read(DataInputView source) throws IOException {
        if (bytes == null || bytes.length > CHUNK) {
            bytes = new byte[64];
        }
        try {
            int length = inner.getLength() < 0 ? source.readInt() : inner.getLength();
            if (length < 0) {
                throw damaged(what, "its length is " + length);
            }
            for (int read = 0; read < length; ) {
                int end = Math.min(length, Math.max(bytes.length, read + CHUNK));
                if (end > bytes.length) {
                    bytes = Arrays.copyOf(bytes, Math.min(length, Math.max(end, 2 * read)));
                }
                source.readFully(bytes, read, end - read);
                read = end;
            }
            int saved = source.readInt();
            int found = checksum(bytes, length);
            if (saved != found) {
                throw damaged(
                        what, String.format("its checksum is %08x, and its %d bytes have %08x", saved, length, found));
            }
            return length;
        } catch (EOFException e) {
            throw damaged(what, "it ends too early");
        }
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = read(source);
        if (inner.getLength() < 0) {
            target.writeInt(length);
        }
        target.write(bytes, 0, length);
        target.writeInt(checksum(bytes, length));
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /**
     * What state says of this serializer. Layout: 4 bytes length, then what is kept as modified UTF-8 and the inner serializer's own
     * snapshot as Flink writes it, {@link Seal sealed}: if the name of a class is damaged, Flink reports the class as gone, and reads
     * records without their fields.
     */
    public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {

        private static final int VERSION = 1;

        private static final String SNAPSHOT = "what state says of its records";

        private String what;
        private TypeSerializerSnapshot<T> inner;

        /** For Flink, which creates a snapshot before reading it. */
        public Snapshot() {}

        Snapshot(CheckedSerializer<T> serializer) {
            what = serializer.what;
            inner = serializer.inner.snapshotConfiguration();
        }

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView target) throws IOException {
            DataOutputSerializer out = new DataOutputSerializer(256);
            out.writeUTF(what);
            TypeSerializerSnapshot.writeVersionedSnapshot(out, inner);
            byte[] sealed = Seal.seal(out.getCopyOfBuffer());
            target.writeInt(sealed.length);
            target.write(sealed);
        }

        @Override
        public void readSnapshot(int version, DataInputView source, ClassLoader loader) throws IOException {
            int length = source.readInt();
            if (length < 0 || length > MAX_SNAPSHOT_BYTES) {
                throw damaged(SNAPSHOT, "its length is " + length);
            }
            byte[] sealed = new byte[length];
            source.readFully(sealed);
            try {
                DataInputDeserializer in = new DataInputDeserializer(Seal.open(sealed, SNAPSHOT));
                what = in.readUTF();
                inner = TypeSerializerSnapshot.readVersionedSnapshot(in, loader);
            } catch (DamagedStateException e) {
                throw refused(e);
            }
        }

        @Override
        public TypeSerializer<T> restoreSerializer() {
            return new CheckedSerializer<>(what, inner.restoreSerializer());
        }

        @Override
        public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
            if (!(old instanceof Snapshot<T> that)) {
                return TypeSerializerSchemaCompatibility.incompatible();
            }
            TypeSerializerSchemaCompatibility<T> answer = inner.resolveSchemaCompatibility(that.inner);
            return answer.isCompatibleWithReconfiguredSerializer()
                    ? TypeSerializerSchemaCompatibility.compatibleWithReconfiguredSerializer(
                            new CheckedSerializer<>(what, answer.getReconfiguredSerializer()))
                    : answer;
        }
    }
}
