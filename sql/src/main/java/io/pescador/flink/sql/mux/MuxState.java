// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.mux;

import io.pescador.flink.operators.keyed.core.KeyStore;
import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.operators.keyed.records.RecordStore;
import io.pescador.flink.operators.keyed.records.StateMap;
import io.pescador.flink.operators.keyed.records.StateRecords;

import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.types.Row;

import java.util.Map;

/** The state of a mux in what Flink gives to the function. */
final class MuxState implements KeyStore<Row> {

    /** Keys of what a mux saves of its own. */
    private static final int MUX = 0;

    private static final int ARGUMENTS = 1;
    private static final int PLACE = 2;

    private final MapView<Integer, byte[]> own;
    private final MapView<Integer, byte[]> buffers;
    private final MapView<String, byte[]> numbers;
    private final MapView<Integer, byte[]> ids;
    private final MapView<Long, Row> records;

    MuxState(
            MapView<Integer, byte[]> own,
            MapView<Integer, byte[]> buffers,
            MapView<String, byte[]> numbers,
            MapView<Integer, byte[]> ids,
            MapView<Long, Row> records) {
        this.own = own;
        this.buffers = buffers;
        this.numbers = numbers;
        this.ids = ids;
        this.records = records;
    }

    /** What the key was set up with; null if it has no mux. */
    byte[] arguments() throws Exception {
        return own.get(ARGUMENTS);
    }

    void arguments(byte[] saved) throws Exception {
        own.put(ARGUMENTS, saved);
    }

    /** What tells the key from others. */
    byte[] place() throws Exception {
        return own.get(PLACE);
    }

    void place(byte[] saved) throws Exception {
        own.put(PLACE, saved);
    }

    @Override
    public byte[] mux() throws Exception {
        return own.get(MUX);
    }

    @Override
    public void mux(byte[] saved) throws Exception {
        own.put(MUX, saved);
    }

    @Override
    public StateMap<Integer, byte[]> buffers() {
        return new View<>(buffers);
    }

    @Override
    public StateMap<String, byte[]> numbers() {
        return new View<>(numbers);
    }

    @Override
    public StateMap<Integer, byte[]> ids() {
        return new View<>(ids);
    }

    @Override
    public RecordStore<Row> records(long seed, long firstKey, long maxCells) {
        return new StateRecords<>(new Records(records), seed, firstKey);
    }

    @Override
    public void clear() {
        own.clear();
        buffers.clear();
        numbers.clear();
        ids.clear();
        records.clear();
    }

    private record View<K, V>(MapView<K, V> view) implements StateMap<K, V> {

        @Override
        public V get(K key) throws Exception {
            return view.get(key);
        }

        @Override
        public void put(K key, V value) throws Exception {
            view.put(key, value);
        }

        @Override
        public void remove(K key) throws Exception {
            view.remove(key);
        }

        @Override
        public Iterable<Map.Entry<K, V>> entries() throws Exception {
            return view.entries();
        }

        @Override
        public boolean isEmpty() throws Exception {
            return view.isEmpty();
        }

        @Override
        public void clear() {
            view.clear();
        }
    }

    /** Kept records as rows: bound and value. They have no timestamp, since the function could not give it back. */
    private record Records(MapView<Long, Row> view) implements StateMap<Long, BufferedRecord<Row>> {

        @Override
        public BufferedRecord<Row> get(Long key) throws Exception {
            Row row = view.get(key);
            return row == null
                    ? null
                    : new BufferedRecord<>(row.getFieldAs(0), BufferedRecord.NO_TIMESTAMP, row.getFieldAs(1));
        }

        @Override
        public void put(Long key, BufferedRecord<Row> record) throws Exception {
            view.put(key, Row.of(record.bound(), record.value()));
        }

        @Override
        public void remove(Long key) throws Exception {
            view.remove(key);
        }

        @Override
        public Iterable<Map.Entry<Long, BufferedRecord<Row>>> entries() {
            throw new UnsupportedOperationException("records are read by their keys");
        }

        @Override
        public boolean isEmpty() throws Exception {
            return view.isEmpty();
        }

        @Override
        public void clear() {
            view.clear();
        }
    }
}
