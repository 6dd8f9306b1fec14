// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import java.util.Arrays;

/** Keeps records as the objects that they are: those that have no {@link FixedLengthCodec}. */
final class ObjectRecordCache<T> extends RecordCache<T> {

    private Object[] values = new Object[FIRST_SLOTS];
    private long[] marks = new long[FIRST_SLOTS];

    /** Null where none has a timestamp. */
    private long[] timestamps;

    ObjectRecordCache(StateMap<Long, BufferedRecord<T>> state, long seed, long firstKey, long maxCells) {
        super(state, seed, firstKey, maxCells);
    }

    @Override
    long timestamp(int slot) {
        return timestamps == null ? BufferedRecord.NO_TIMESTAMP : timestamps[slot];
    }

    @Override
    @SuppressWarnings("unchecked")
    T value(int slot) {
        return (T) values[slot];
    }

    @Override
    long mark(int slot) {
        return marks[slot];
    }

    @Override
    void mark(int slot, long mark) {
        marks[slot] = mark;
    }

    @Override
    void set(int slot, long mark, long timestamp, T value) {
        values[slot] = value;
        marks[slot] = mark;
        if (timestamps == null && timestamp != BufferedRecord.NO_TIMESTAMP) {
            timestamps = new long[values.length];
            Arrays.fill(timestamps, BufferedRecord.NO_TIMESTAMP);
        }
        if (timestamps != null) {
            timestamps[slot] = timestamp;
        }
    }

    @Override
    void clear(int slot) {
        values[slot] = null;
        marks[slot] = 0;
    }

    @Override
    void copy(int from, int to) {
        set(to, marks[from], timestamp(from), value(from));
    }

    @Override
    void extend(int slots) {
        values = Arrays.copyOf(values, slots);
        marks = Arrays.copyOf(marks, slots);
        timestamps = timestamps == null ? null : Arrays.copyOf(timestamps, slots);
    }
}
