// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.Collector;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** What is near and what is in the state are one map together, and after a save the state alone is it. */
class NearRowsTest {

    private static final int STREAM_3 = 3 << 20;

    /** Cells as buffers use them: any of a few, a window that slides, a window wider than what is kept near. */
    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void areOneMapTogether(long most) throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, Integer, Integer> harness =
                ProcessFunctionTestHarnesses.forKeyedProcessFunction(new Play(most), n -> "key", Types.STRING)) {
            for (int seed = 0; seed < 30; seed++) {
                harness.processElement(seed, 0);
            }
            assertThat(harness.extractOutputValues()).hasSize(30).allMatch(checks -> checks > 100);
        }
    }

    /** Plays a game for each element, with the state that Flink gives. */
    private static final class Play extends KeyedProcessFunction<String, Integer, Integer> {

        private static final long serialVersionUID = 1;

        private final long most;
        private transient MapState<Long, Row<String>> state;

        Play(long most) {
            this.most = most;
        }

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext()
                    .getMapState(new MapStateDescriptor<>(
                            "rows", LongSerializer.INSTANCE, new RowSerializer<>(StringSerializer.INSTANCE)));
        }

        @Override
        public void processElement(Integer seed, Context context, Collector<Integer> out) throws Exception {
            state.clear();
            Random random = new Random(seed);
            Map<Long, Row<String>> model = new HashMap<>();
            NearRows<String> near = new NearRows<>(state, STREAM_3, most);
            boolean hasTimestamps = random.nextBoolean();
            long first = 0;
            int checks = 0;
            int width = (int) Math.min(most, random.nextBoolean() ? 100 : 6000);
            for (int step = 0; step < 20_000; step++) {
                // Where cells are few any of them may come, else those of a window that slides.
                long cell = most < 100 ? random.nextInt(width) : (first + random.nextInt(width)) % most;
                Row<String> held = model.get(cell);
                switch (random.nextInt(4)) {
                    case 0, 1 -> {
                        long timestamp = hasTimestamps && random.nextBoolean() ? step : Row.NO_TIMESTAMP;
                        near.put(cell, step, timestamp, "value " + step, held == null);
                        model.put(cell, new Row<>(step, timestamp, "value " + step));
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
                        near = new NearRows<>(state, STREAM_3, most); // as after a restore
                    }
                }
            }
            near.save();
            assertThat(saved()).isEqualTo(model);
            out.collect(checks);
        }

        private Map<Long, Row<String>> saved() throws Exception {
            Map<Long, Row<String>> saved = new HashMap<>();
            List<Map.Entry<Long, Row<String>>> entries = new ArrayList<>();
            state.entries().forEach(entries::add);
            entries.forEach(entry -> saved.put(entry.getKey() - STREAM_3, entry.getValue()));
            return saved;
        }
    }
}
