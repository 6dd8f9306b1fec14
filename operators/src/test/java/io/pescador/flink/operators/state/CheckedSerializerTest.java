// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import io.pescador.flink.source.split.RefusedStateException;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Records come back as they were, or not at all. */
class CheckedSerializerTest {

    private static final CheckedSerializer<String> STRINGS = checked(Types.STRING);
    private static final CheckedSerializer<Long> LONGS = checked(Types.LONG);

    private static <T> CheckedSerializer<T> checked(TypeInformation<T> type) {
        return new CheckedSerializer<>("a record", type.createSerializer(new SerializerConfigImpl()));
    }

    private static <T> byte[] write(TypeSerializer<T> serializer, List<T> records) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        for (T record : records) {
            serializer.serialize(record, out);
        }
        return out.getCopyOfBuffer();
    }

    private static <T> List<T> read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        List<T> records = new ArrayList<>();
        while (in.available() > 0) {
            records.add(serializer.deserialize(in));
        }
        return records;
    }

    private static List<String> strings() {
        Random random = new Random(1);
        List<String> strings = new ArrayList<>(List.of("", "a", "\ud800", "x".repeat(1_000_000)));
        for (int i = 0; i < 100; i++) {
            strings.add("s".repeat(random.nextInt(100_000)));
        }
        return strings;
    }

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        assertThat(read(STRINGS, write(STRINGS, strings()))).isEqualTo(strings());
        List<Long> longs = List.of(0L, -1L, Long.MIN_VALUE);
        assertThat(read(LONGS, write(LONGS, longs))).isEqualTo(longs);
        assertThat(LONGS.getLength()).isEqualTo(12);
        assertThat(write(LONGS, longs)).hasSize(36);
        assertThat(STRINGS.getLength()).isEqualTo(-1);
    }

    @Test
    void bytesAreCopiedAsTheyAre() throws Exception {
        byte[] written = write(STRINGS, strings());
        DataInputDeserializer in = new DataInputDeserializer(written);
        DataOutputSerializer out = new DataOutputSerializer(16);
        while (in.available() > 0) {
            STRINGS.duplicate().copy(in, out);
        }
        assertThat(out.getCopyOfBuffer()).isEqualTo(written);
    }

    /** Wherever bits are lost, no record comes out that never went in. */
    @Test
    void whatIsDamagedIsRefused() throws Exception {
        List<String> strings = List.of("", "record", "another record", "ä€");
        List<Long> longs = List.of(7L, 8L, -9L);
        check(STRINGS, strings);
        check(LONGS, longs);
    }

    private static <T> void check(CheckedSerializer<T> serializer, List<T> records) throws Exception {
        byte[] written = write(serializer, records);
        for (int bit = 0; bit < 8 * written.length; bit++) {
            byte[] damaged = written.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> read(serializer, damaged))
                    .as("bit %d", bit)
                    .isInstanceOf(RefusedStateException.class)
                    .hasMessageMatching("a record is damaged: .*\\. Resume from an older checkpoint");
        }
        for (int length = 1; length < written.length; length++) {
            byte[] cut = Arrays.copyOf(written, length);
            List<T> whole = new ArrayList<>();
            try {
                whole.addAll(read(serializer, cut));
            } catch (RefusedStateException refused) {
                continue;
            }
            assertThat(whole).isEqualTo(records.subList(0, whole.size()));
        }
    }

    @Test
    void aSnapshotGivesTheSerializerBackAndIsRefusedWhereItIsDamaged() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(16);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, STRINGS.snapshotConfiguration());
        byte[] saved = out.getCopyOfBuffer();
        TypeSerializerSnapshot<String> snapshot = snapshot(saved);
        assertThat(snapshot.restoreSerializer()).isEqualTo(STRINGS);
        assertThat(STRINGS.snapshotConfiguration()
                        .resolveSchemaCompatibility(snapshot)
                        .isCompatibleAsIs())
                .isTrue();
        TypeSerializerSnapshot<String> longs = cast(LONGS.snapshotConfiguration());
        assertThat(longs.resolveSchemaCompatibility(snapshot).isIncompatible()).isTrue();
        // Behind the name of the class, its version and the length of what follows.
        int begin = new String(saved, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("a record") - 2;
        for (int bit = 8 * begin; bit < 8 * saved.length; bit++) {
            byte[] damaged = saved.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> snapshot(damaged)).isInstanceOf(RefusedStateException.class);
        }
    }

    private static TypeSerializerSnapshot<String> snapshot(byte[] saved) throws IOException {
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(saved), CheckedSerializerTest.class.getClassLoader());
    }

    @SuppressWarnings("unchecked")
    private static TypeSerializerSnapshot<String> cast(TypeSerializerSnapshot<?> snapshot) {
        return (TypeSerializerSnapshot<String>) snapshot;
    }
}
