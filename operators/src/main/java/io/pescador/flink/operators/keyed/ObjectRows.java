// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.state.MapState;

import java.util.Arrays;

/** Rows near whose records stay the objects that they are: those that have no {@link Packing}. */
final class ObjectRows<T> extends NearRows<T> {

    private Object[] values = new Object[FIRST_PLACES];
    private long[] marks = new long[FIRST_PLACES];

    /** Null where none has a timestamp. */
    private long[] timestamps;

    ObjectRows(MapState<Long, Row<T>> state, long seed, long firstKey, long most) {
        super(state, seed, firstKey, most);
    }

    @Override
    long timestamp(int place) {
        return timestamps == null ? Row.NO_TIMESTAMP : timestamps[place];
    }

    @Override
    @SuppressWarnings("unchecked")
    T value(int place) {
        return (T) values[place];
    }

    @Override
    long mark(int place) {
        return marks[place];
    }

    @Override
    void mark(int place, long mark) {
        marks[place] = mark;
    }

    @Override
    void set(int place, long mark, long timestamp, T value) {
        values[place] = value;
        marks[place] = mark;
        if (timestamps == null && timestamp != Row.NO_TIMESTAMP) {
            timestamps = new long[values.length];
            Arrays.fill(timestamps, Row.NO_TIMESTAMP);
        }
        if (timestamps != null) {
            timestamps[place] = timestamp;
        }
    }

    @Override
    void clear(int place) {
        values[place] = null;
        marks[place] = 0;
    }

    @Override
    void copy(int from, int to) {
        set(to, marks[from], timestamp(from), value(from));
    }

    @Override
    void extend(int places) {
        values = Arrays.copyOf(values, places);
        marks = Arrays.copyOf(marks, places);
        timestamps = timestamps == null ? null : Arrays.copyOf(timestamps, places);
    }
}
