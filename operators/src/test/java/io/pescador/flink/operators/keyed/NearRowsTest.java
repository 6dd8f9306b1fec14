// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ByteSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.runtime.TupleSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.Collector;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

import static org.assertj.core.api.Assertions.assertThat;

/** What is near and what is in the state are one map together, and after a save the state alone is it. */
class NearRowsTest {

    private static final int STREAM_3 = 3 << 20;
    private static final long SEED = 5;

    /** Cells as buffers use them: any of a few, a window that slides, a window wider than what is kept near. */
    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void ofObjectsAreOneMapTogether(long most) throws Exception {
        play(new Play<>(most, StringSerializer.INSTANCE, step -> "value " + step));
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void ofBytesAreOneMapTogether(long most) throws Exception {
        play(new Play<>(most, LongSerializer.INSTANCE, step -> step * 1_000_000_007L));
    }

    /** No row but the first lies where a processor likes numbers to lie. */
    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void ofAnOddNumberOfBytesAreOneMapTogether(long most) throws Exception {
        @SuppressWarnings("unchecked")
        Class<Tuple2<Integer, Byte>> pair = (Class<Tuple2<Integer, Byte>>) (Class<?>) Tuple2.class;
        TypeSerializer<?>[] fields = {IntSerializer.INSTANCE, ByteSerializer.INSTANCE};
        play(new Play<>(most, new TupleSerializer<>(pair, fields), step -> Tuple2.of(step, (byte) -step)));
    }

    private static void play(Play<?> play) throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, Integer, Integer> harness =
                ProcessFunctionTestHarnesses.forKeyedProcessFunction(play, n -> "key", Types.STRING)) {
            for (int seed = 0; seed < 30; seed++) {
                harness.processElement(seed, 0);
            }
            assertThat(harness.extractOutputValues()).hasSize(30).allMatch(checks -> checks > 100);
        }
    }

    /** The record that a step puts. */
    private interface Records<T> extends IntFunction<T>, Serializable {}

    /** Plays a game for each element, with the state that Flink gives. */
    private static final class Play<T> extends KeyedProcessFunction<String, Integer, Integer> {

        private static final long serialVersionUID = 1;

        private final long most;
        private final TypeSerializer<T> serializer;
        private final Records<T> records;
        private transient MapState<Long, Row<T>> state;

        Play(long most, TypeSerializer<T> serializer, Records<T> records) {
            this.most = most;
            this.serializer = serializer;
            this.records = records;
        }

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext()
                    .getMapState(
                            new MapStateDescriptor<>("rows", LongSerializer.INSTANCE, new RowSerializer<>(serializer)));
        }

        @Override
        public void processElement(Integer seed, Context context, Collector<Integer> out) throws Exception {
            state.clear();
            Random random = new Random(seed);
            Map<Long, Row<T>> model = new HashMap<>();
            Packing<T> packing = Packing.of(serializer);
            NearRows<T> near = NearRows.of(state, SEED, STREAM_3, most, packing);
            boolean hasTimestamps = random.nextBoolean();
            long first = 0;
            int checks = 0;
            int width = (int) Math.min(most, random.nextBoolean() ? 100 : 6000);
            for (int step = 0; step < 20_000; step++) {
                // Where cells are few any of them may come, else those of a window that slides.
                long cell = most < 100 ? random.nextInt(width) : (first + random.nextInt(width)) % most;
                Row<T> held = model.get(cell);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        long timestamp = hasTimestamps && random.nextBoolean() ? step : Row.NO_TIMESTAMP;
                        near.put(cell, step, timestamp, records.apply(step), held == null);
                        model.put(cell, new Row<>(step, timestamp, records.apply(step)));
                    }
                    case 2 -> {
                        if (held != null) {
                            int place = near.find(cell);
                            assertThat(new Row<>(near.before(place), near.timestamp(place), near.value(place)))
                                    .isEqualTo(held);
                            checks++;
                        }
                    }
                    default -> {
                        if (held != null) {
                            near.remove(cell);
                            model.remove(cell);
                        }
                        first += most < 100 ? 0 : 1;
                    }
                }
                if (random.nextInt(2000) == 0) {
                    near.save();
                    assertThat(saved()).isEqualTo(model);
                    if (random.nextBoolean()) {
                        near = NearRows.of(state, SEED, STREAM_3, most, packing); // as after a restore
                    }
                }
            }
            near.save();
            assertThat(saved()).isEqualTo(model);
            out.collect(checks);
        }

        private Map<Long, Row<T>> saved() throws Exception {
            Map<Long, Row<T>> saved = new HashMap<>();
            List<Map.Entry<Long, Row<T>>> entries = new ArrayList<>();
            state.entries().forEach(entries::add);
            for (Map.Entry<Long, Row<T>> entry : entries) {
                Row<T> row = entry.getValue();
                long before = row.before(SEED, entry.getKey());
                saved.put(entry.getKey() - STREAM_3, new Row<>(before, row.timestamp(), row.value()));
            }
            return saved;
        }
    }
}
