// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.operators.keyed.records.HeapMap;
import io.pescador.flink.operators.keyed.records.RecordStore;
import io.pescador.flink.operators.keyed.records.StateRecords;

/** The state of one key without Flink. */
final class HeapKeyStore<T> implements KeyStore<T> {

    private byte[] mux;
    private final HeapMap<Integer, byte[]> buffers = new HeapMap<>();
    private final HeapMap<String, byte[]> numbers = new HeapMap<>();
    private final HeapMap<Integer, byte[]> ids = new HeapMap<>();
    private final HeapMap<Long, BufferedRecord<T>> records = new HeapMap<>();

    @Override
    public byte[] mux() {
        return mux;
    }

    @Override
    public void mux(byte[] saved) {
        mux = saved;
    }

    @Override
    public HeapMap<Integer, byte[]> buffers() {
        return buffers;
    }

    @Override
    public HeapMap<String, byte[]> numbers() {
        return numbers;
    }

    @Override
    public HeapMap<Integer, byte[]> ids() {
        return ids;
    }

    @Override
    public RecordStore<T> records(long seed, long firstKey, long maxCells) {
        return new StateRecords<>(records, seed, firstKey);
    }

    @Override
    public void clear() {
        mux = null;
        buffers.clear();
        numbers.clear();
        ids.clear();
        records.clear();
    }

    boolean isEmpty() {
        return mux == null && buffers.isEmpty() && numbers.isEmpty() && ids.isEmpty() && records.isEmpty();
    }
}
