// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TuplesTest {

    private static final NdArray X = NdArray.of(1.0, 2.0);
    private static final NdArray Y = NdArray.of(3L);
    private static final Sample SAMPLE = Sample.of("X", X, "Y", Y);

    @Test
    void arraysInTheOrderOfTheirNames() {
        assertThat(Tuples.of("Y", "X").apply(SAMPLE)).containsExactly(Y, X);
        assertThat(Streamer.of(SAMPLE).map(Tuples.of("X")).iterate(1)).containsExactly(List.of(X));
        assertThatThrownBy(() -> Tuples.of()).hasMessage("tuples of no arrays: name at least one");
        assertThatThrownBy(() -> Tuples.of("Z").apply(SAMPLE)).hasMessageContaining("no array \"Z\" in this sample");
    }

    @Test
    void inputsAndOutputs() {
        assertThat(KerasTuples.of("X", "Y").apply(SAMPLE)).isEqualTo(new KerasTuple(List.of(X), List.of(Y)));
        assertThat(KerasTuples.of(List.of("X", "Y"), List.of()).apply(SAMPLE))
                .isEqualTo(new KerasTuple(List.of(X, Y), List.of()));
        assertThat(KerasTuples.of(List.of(), List.of("Y")).apply(SAMPLE))
                .isEqualTo(new KerasTuple(List.of(), List.of(Y)));
        assertThatThrownBy(() -> KerasTuples.of(List.of(), List.of()))
                .hasMessage("keras_tuples of no arrays: name at least one input or output");
    }

    @Test
    void flinkKnowsTheirTypesAndCanWriteThem() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        roundTrip(env.fromData(SAMPLE).map(Tuples.of("X", "Y")).getType(), List.of(X, Y), config);
        roundTrip(
                env.fromData(SAMPLE).map(KerasTuples.of("X", "Y")).getType(),
                new KerasTuple(List.of(X), List.of(Y)),
                config);
        roundTrip(TypeInformation.of(KerasTuple.class), new KerasTuple(List.of(X), List.of()), config);
    }

    private static <T> void roundTrip(TypeInformation<T> type, T value, SerializerConfigImpl config) throws Exception {
        TypeSerializer<T> serializer = type.createSerializer(config);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(value);
    }
}
