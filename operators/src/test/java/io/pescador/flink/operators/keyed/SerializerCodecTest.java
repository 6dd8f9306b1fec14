// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.java.tuple.Tuple1;
import org.apache.flink.api.java.typeutils.runtime.TupleSerializer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SerializerCodecTest {

    @Test
    void isForSmallRecordsOfFixedLength() {
        assertThat(codec(Types.LONG).length()).isEqualTo(8);
        assertThat(codec(Types.TUPLE(Types.INT, Types.BYTE)).length()).isEqualTo(5);
        assertThat(codec(longs(8)).length()).isEqualTo(64);
        assertThat(codec(longs(9))).isNull();
        assertThat(codec(Types.STRING)).isNull();
        assertThat(codec(TypeInformation.of(new TypeHint<Rec>() {}))).isNull();
    }

    @Test
    void givesEachTimeANewRecord() throws IOException {
        TypeSerializer<Tuple1<Integer>> serializer = serializer(Types.TUPLE(Types.INT));
        SerializerCodec<Tuple1<Integer>> codec = SerializerCodec.of(serializer);
        byte[] bytes = new byte[10];
        Tuple1<Integer> record = Tuple1.of(7);
        codec.write(record, bytes, 3);
        record.f0 = 8;
        codec.read(bytes, 3).f0 = 9;
        assertThat(codec.read(bytes, 3)).isEqualTo(Tuple1.of(7));
    }

    /** What it wrote beyond its place would be another row's. */
    @Test
    void refusesASerializerThatIsWrongAboutItsLength() {
        @SuppressWarnings("unchecked")
        Class<Tuple1<Integer>> type = (Class<Tuple1<Integer>>) (Class<?>) Tuple1.class;
        class Wrong extends TupleSerializer<Tuple1<Integer>> {
            private static final long serialVersionUID = 1;

            Wrong() {
                super(type, new TypeSerializer<?>[] {IntSerializer.INSTANCE});
            }

            @Override
            public int getLength() {
                return 3;
            }
        }
        assertThatThrownBy(() -> SerializerCodec.of(new Wrong()).write(Tuple1.of(7), new byte[3], 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Wrong wrote 4 bytes for a record, and says that each has 3");
    }

    private static TypeInformation<?> longs(int n) {
        TypeInformation<?>[] fields = new TypeInformation<?>[n];
        Arrays.fill(fields, Types.LONG);
        return Types.TUPLE(fields);
    }

    private static SerializerCodec<?> codec(TypeInformation<?> type) {
        return SerializerCodec.of(serializer(type));
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(new SerializerConfigImpl());
    }
}
