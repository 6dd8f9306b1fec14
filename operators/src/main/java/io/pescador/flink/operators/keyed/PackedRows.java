// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.state.MapState;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Rows near as bytes, one after another: 8 bytes mark, the record, 8 bytes timestamp if any row has one. A draw waits for one line of the processor's cache
 * and not for three, and there is no object that a collector has to trace, or to be told of by each store: a mux that draws from 262 144 integers became
 * 1.5 times as fast, one of tuples of eight 1.2 times. Small buffers, which a cache holds, are as fast either way.
 */
final class PackedRows<T> extends NearRows<T> {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Packing<T> packing;
    /** How long a row is up to the end of its record, and in all. */
    private final int markAndRecord;

    private int stride;
    private byte[] bytes;

    PackedRows(MapState<Long, Row<T>> state, long seed, long firstKey, long most, Packing<T> packing) {
        super(state, seed, firstKey, most);
        this.packing = packing;
        markAndRecord = Long.BYTES + packing.length();
        stride = markAndRecord;
        bytes = new byte[FIRST_PLACES * stride];
    }

    @Override
    long timestamp(int place) {
        return hasTimestamps() ? (long) LONG.get(bytes, place * stride + markAndRecord) : Row.NO_TIMESTAMP;
    }

    @Override
    T value(int place) throws IOException {
        return packing.read(bytes, place * stride + Long.BYTES);
    }

    @Override
    long mark(int place) {
        return (long) LONG.get(bytes, place * stride);
    }

    @Override
    void mark(int place, long mark) {
        LONG.set(bytes, place * stride, mark);
    }

    @Override
    void set(int place, long mark, long timestamp, T value) throws IOException {
        if (timestamp != Row.NO_TIMESTAMP && !hasTimestamps()) {
            addTimestamps();
        }
        mark(place, mark);
        packing.write(value, bytes, place * stride + Long.BYTES);
        if (hasTimestamps()) {
            LONG.set(bytes, place * stride + markAndRecord, timestamp);
        }
    }

    private boolean hasTimestamps() {
        return stride > markAndRecord;
    }

    private void addTimestamps() {
        byte[] without = bytes;
        int places = bytes.length / stride;
        stride = markAndRecord + Long.BYTES;
        bytes = new byte[places * stride];
        for (int place = 0; place < places; place++) {
            System.arraycopy(without, place * markAndRecord, bytes, place * stride, markAndRecord);
            LONG.set(bytes, place * stride + markAndRecord, Row.NO_TIMESTAMP);
        }
    }

    @Override
    void clear(int place) {
        mark(place, 0);
    }

    @Override
    void copy(int from, int to) {
        System.arraycopy(bytes, from * stride, bytes, to * stride, stride);
    }

    @Override
    void extend(int places) {
        bytes = Arrays.copyOf(bytes, places * stride);
    }
}
