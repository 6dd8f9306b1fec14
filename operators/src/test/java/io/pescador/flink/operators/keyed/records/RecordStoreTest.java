// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

import static org.assertj.core.api.Assertions.assertThat;

/** What a store holds and what the state holds are one map together, and after a save the state alone is it. */
class RecordStoreTest {

    private static final int STREAM_3 = 3 << 20;
    private static final long SEED = 5;

    /** Cells as buffers use them: any of a few, a window that slides, a window wider than a cache. */
    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void stateAlone(long maxCells) throws Exception {
        play(maxCells, state -> new StateRecords<>(state, SEED, STREAM_3), step -> "value " + step);
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void cacheOfObjects(long maxCells) throws Exception {
        play(maxCells, state -> RecordCache.of(state, SEED, STREAM_3, maxCells, null), step -> "value " + step);
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void cacheOfBytes(long maxCells) throws Exception {
        play(
                maxCells,
                state -> RecordCache.of(state, SEED, STREAM_3, maxCells, new Longs(8)),
                step -> step * 1_000_000_007L);
    }

    /** No record but the first is aligned as a processor likes it. */
    @ParameterizedTest
    @ValueSource(longs = {40, 1000, Long.MAX_VALUE})
    void cacheOfAnOddNumberOfBytes(long maxCells) throws Exception {
        play(maxCells, state -> RecordCache.of(state, SEED, STREAM_3, maxCells, new Longs(13)), step -> (long) -step);
    }

    /** A number in a record of some length, which it fills. */
    private record Longs(int length) implements FixedLengthCodec<Long> {

        @Override
        public Long read(byte[] bytes, int at) {
            for (int i = Long.BYTES; i < length; i++) {
                assertThat(bytes[at + i]).isEqualTo((byte) i);
            }
            return ByteBuffer.wrap(bytes).getLong(at);
        }

        @Override
        public void write(Long record, byte[] bytes, int at) {
            ByteBuffer.wrap(bytes).putLong(at, record);
            for (int i = Long.BYTES; i < length; i++) {
                bytes[at + i] = (byte) i;
            }
        }
    }

    private interface Stores<T> {

        RecordStore<T> of(StateMap<Long, BufferedRecord<T>> state);
    }

    private static <T> void play(long maxCells, Stores<T> stores, IntFunction<T> records) throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            assertThat(play(maxCells, stores, records, new Random(seed))).isGreaterThan(100);
        }
    }

    private static <T> int play(long maxCells, Stores<T> stores, IntFunction<T> records, Random random)
            throws Exception {
        HeapMap<Long, BufferedRecord<T>> state = new HeapMap<>();
        Map<Long, BufferedRecord<T>> model = new HashMap<>();
        RecordStore<T> store = stores.of(state);
        boolean hasTimestamps = random.nextBoolean();
        long first = 0;
        int checks = 0;
        int width = (int) Math.min(maxCells, random.nextBoolean() ? 100 : 6000);
        for (int step = 0; step < 20_000; step++) {
            // Where cells are few any of them may come, else those of a window that slides.
            long cell = maxCells < 100 ? random.nextInt(width) : (first + random.nextInt(width)) % maxCells;
            BufferedRecord<T> held = model.get(cell);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long timestamp = hasTimestamps && random.nextBoolean() ? step : BufferedRecord.NO_TIMESTAMP;
                    if (held == null) {
                        store.add(cell, step, timestamp, records.apply(step));
                    } else {
                        store.replace(cell, step, timestamp, records.apply(step));
                    }
                    model.put(cell, new BufferedRecord<>(step, timestamp, records.apply(step)));
                }
                case 2 -> {
                    assertThat(store.find(cell)).isEqualTo(held != null);
                    if (held != null) {
                        assertThat(new BufferedRecord<>(store.before(), store.timestamp(), store.value()))
                                .isEqualTo(held);
                        checks++;
                    }
                }
                default -> {
                    if (held != null) {
                        store.remove(cell);
                        model.remove(cell);
                    }
                    first += maxCells < 100 ? 0 : 1;
                }
            }
            if (random.nextInt(2000) == 0) {
                store.save();
                assertThat(saved(state)).isEqualTo(model);
                if (random.nextBoolean()) {
                    store = stores.of(state); // as after a restore
                }
            }
        }
        store.save();
        assertThat(saved(state)).isEqualTo(model);
        return checks;
    }

    private static <T> Map<Long, BufferedRecord<T>> saved(HeapMap<Long, BufferedRecord<T>> state) {
        Map<Long, BufferedRecord<T>> saved = new HashMap<>();
        state.map().forEach((key, record) -> {
            long before = record.before(SEED, key);
            saved.put(key - STREAM_3, new BufferedRecord<>(before, record.timestamp(), record.value()));
        });
        return saved;
    }
}
