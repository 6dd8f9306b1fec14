// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.KeyStore;
import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.operators.keyed.records.FixedLengthCodec;
import io.pescador.flink.operators.keyed.records.RecordCache;
import io.pescador.flink.operators.keyed.records.RecordStore;
import io.pescador.flink.operators.keyed.records.StateMap;
import io.pescador.flink.operators.keyed.records.StateRecords;
import io.pescador.flink.operators.state.CheckedSerializer;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

import java.io.IOException;
import java.util.Map;

/** The state of a keyed mux in Flink's keyed state. */
final class FlinkKeyStore<T> implements KeyStore<T> {

    private final ValueState<byte[]> mux;
    private final StateMap<Integer, byte[]> buffers;
    private final StateMap<String, byte[]> numbers;
    private final StateMap<Integer, byte[]> ids;
    private final StateMap<Long, BufferedRecord<T>> records;
    private final FixedLengthCodec<T> codec;

    /** How records are stored; null before the first key, which shows what the state backend does. */
    private RecordStores<T> stores;

    private FlinkKeyStore(KeyedStateStore store, String name, TypeSerializer<T> serializer) {
        mux = store.getState(new ValueStateDescriptor<>("mux", BytePrimitiveArraySerializer.INSTANCE));
        buffers = map(
                store,
                new MapStateDescriptor<>("buffers", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
        numbers = map(
                store,
                new MapStateDescriptor<>("numbers", StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
        ids = map(
                store, new MapStateDescriptor<>("ids", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
        records = map(
                store,
                new MapStateDescriptor<>(
                        "records",
                        LongSerializer.INSTANCE,
                        new CheckedSerializer<>(
                                "a record that mux \"" + name + "\" kept",
                                new BufferedRecordSerializer<>(serializer))));
        codec = SerializerCodec.of(serializer);
    }

    /** @param name of the mux, for messages */
    static <T> FlinkKeyStore<T> of(KeyedStateStore store, String name, TypeSerializer<T> serializer) {
        return new FlinkKeyStore<>(store, name, serializer);
    }

    private static <K, V> StateMap<K, V> map(KeyedStateStore store, MapStateDescriptor<K, V> descriptor) {
        return new FlinkMap<>(store.getMapState(descriptor));
    }

    @Override
    public byte[] mux() throws IOException {
        return mux.value();
    }

    @Override
    public void mux(byte[] saved) throws IOException {
        mux.update(saved);
    }

    @Override
    public StateMap<Integer, byte[]> buffers() {
        return buffers;
    }

    @Override
    public StateMap<String, byte[]> numbers() {
        return numbers;
    }

    @Override
    public StateMap<Integer, byte[]> ids() {
        return ids;
    }

    @Override
    public RecordStore<T> records(long seed, long firstKey, long maxCells) throws IOException {
        if (stores == null) {
            stores = holdsObjects()
                    ? (s, key, cells) -> RecordCache.of(records, s, key, cells, codec)
                    : (s, key, cells) -> new StateRecords<>(records, s, key);
        }
        return stores.of(seed, firstKey, maxCells);
    }

    /** Whether the state backend returns the very objects that it was given. */
    private boolean holdsObjects() throws IOException {
        byte[] before = mux.value();
        byte[] probe = {};
        mux.update(probe);
        boolean holds = mux.value() == probe;
        mux.update(before);
        return holds;
    }

    @Override
    public void clear() {
        mux.clear();
        buffers.clear();
        numbers.clear();
        ids.clear();
        records.clear();
    }

    private interface RecordStores<T> {

        RecordStore<T> of(long seed, long firstKey, long maxCells);
    }

    private record FlinkMap<K, V>(MapState<K, V> state) implements StateMap<K, V> {

        @Override
        public V get(K key) throws Exception {
            return state.get(key);
        }

        @Override
        public void put(K key, V value) throws Exception {
            state.put(key, value);
        }

        @Override
        public void remove(K key) throws Exception {
            state.remove(key);
        }

        @Override
        public Iterable<Map.Entry<K, V>> entries() throws Exception {
            return state.entries();
        }

        @Override
        public boolean isEmpty() throws Exception {
            return state.isEmpty();
        }

        @Override
        public void clear() {
            state.clear();
        }
    }
}
