// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;

import static org.assertj.core.api.Assertions.assertThat;

class TypeInfoTest {

    /** Flink finds the types by itself, also inside others, and falls back on Kryo nowhere. */
    @Test
    void isFoundByFlink() {
        assertThat(TypeInformation.of(Sample.class)).isSameAs(SampleTypeInfo.INSTANCE);
        assertThat(TypeInformation.of(NdArray.class)).isSameAs(NdArrayTypeInfo.INSTANCE);
        SerializerConfigImpl noKryo = new SerializerConfigImpl();
        noKryo.setGenericTypes(false);
        TypeInformation<Tuple2<String, Sample>> pair = TypeInformation.of(new TypeHint<Tuple2<String, Sample>>() {});
        assertThat(pair.createSerializer(noKryo)).isNotNull();
        assertThat(SampleTypeInfo.INSTANCE.createSerializer(noKryo)).isSameAs(SampleSerializer.INSTANCE);
        assertThat(SampleTypeInfo.INSTANCE.isKeyType()).isFalse();
    }

    @Test
    void staysOneThroughJavaSerialization() throws Exception {
        assertThat(InstantiationUtil.clone(SampleSerializer.INSTANCE)).isSameAs(SampleSerializer.INSTANCE);
        assertThat(InstantiationUtil.clone(NdArraySerializer.INSTANCE)).isSameAs(NdArraySerializer.INSTANCE);
        assertThat(InstantiationUtil.clone(SampleTypeInfo.INSTANCE)).isEqualTo(SampleTypeInfo.INSTANCE);
    }

    @Test
    void sharesImmutableRecordsInsteadOfCopying() {
        Sample sample = SomeArrays.samples().get(2);
        assertThat(SampleSerializer.INSTANCE.isImmutableType()).isTrue();
        assertThat(SampleSerializer.INSTANCE.copy(sample)).isSameAs(sample);
        NdArray array = sample.get(0);
        assertThat(NdArraySerializer.INSTANCE.isImmutableType()).isTrue();
        assertThat(NdArraySerializer.INSTANCE.copy(array)).isSameAs(array);
    }

    /** Golden files: what version 1 wrote is read for ever, and version 1 goes on writing it. */
    @Test
    void readsWhatVersion1Wrote() throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(golden("samples-v1.bin"));
        DataOutputSerializer out = new DataOutputSerializer(1 << 16);
        for (Sample sample : SomeArrays.samples()) {
            assertThat(SampleSerializer.INSTANCE.deserialize(in)).isEqualTo(sample);
            SampleSerializer.INSTANCE.serialize(sample, out);
        }
        assertThat(in.available()).isZero();
        assertThat(out.getCopyOfBuffer()).isEqualTo(golden("samples-v1.bin"));
    }

    @Test
    void readsTheSnapshotsOfVersion1() throws IOException {
        assertThat(restored("sample-serializer-v1.bin")).isSameAs(SampleSerializer.INSTANCE);
        assertThat(restored("array-serializer-v1.bin")).isSameAs(NdArraySerializer.INSTANCE);
    }

    private TypeSerializer<?> restored(String file) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(golden(file));
        return TypeSerializerSnapshot.readVersionedSnapshot(in, getClass().getClassLoader())
                .restoreSerializer();
    }

    private byte[] golden(String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/golden/" + name)) {
            return in.readAllBytes();
        }
    }
}
