// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.internal.GrowingRead;
import io.pescador.flink.format.internal.LittleEndian;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Thrift's compact protocol, in which Parquet keeps what it says about its data, into maps from field number to value: a {@link Long},
 * {@link Boolean}, {@link Double}, {@code byte[]}, {@link List} or map again. Nothing is allocated that the bytes read have not paid for.
 */
final class CompactThrift {

    private static final int MAX_DEPTH = 32;

    private final InputStream in;

    CompactThrift(InputStream in) {
        this.in = in;
    }

    /**
     * @throws EOFException if the stream ends within the struct
     * @throws IOException if the bytes are no struct; the message says no file
     */
    Map<Integer, Object> struct() throws IOException {
        return struct(0);
    }

    private Map<Integer, Object> struct(int depth) throws IOException {
        Map<Integer, Object> fields = new HashMap<>();
        int id = 0;
        for (int header = one(); header != 0; header = one()) {
            id = header >>> 4 == 0 ? (int) zigzag() : id + (header >>> 4);
            int type = header & 0xf;
            fields.put(id, type <= 2 ? (Object) (type == 1) : value(type, depth));
        }
        return fields;
    }

    private Object value(int type, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IOException("structures are nested without end");
        }
        return switch (type) {
            case 1, 2 -> one() == 1;
            case 3 -> (long) (byte) one();
            case 4, 5, 6 -> zigzag();
            case 7 -> Double.longBitsToDouble(LittleEndian.int64(bytes(8), 0));
            case 8 -> bytes(length());
            case 9, 10 -> list(depth);
            case 11 -> map(depth);
            case 12 -> struct(depth + 1);
            default -> throw new IOException("a field of a type that there is not, " + type);
        };
    }

    private List<Object> list(int depth) throws IOException {
        int header = one();
        int size = header >>> 4 == 15 ? length() : header >>> 4;
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(value(header & 0xf, depth + 1));
        }
        return list;
    }

    /** Maps are passed over: nothing that is needed is in one. */
    private Object map(int depth) throws IOException {
        int size = length();
        int types = size == 0 ? 0 : one();
        for (int i = 0; i < size; i++) {
            value(types >>> 4, depth + 1);
            value(types & 0xf, depth + 1);
        }
        return Map.of();
    }

    private int one() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("it ends early");
        }
        return b;
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = GrowingRead.read(in, length);
        if (bytes.length < length) {
            throw new EOFException("it ends early");
        }
        return bytes;
    }

    private int length() throws IOException {
        long length = varint();
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw new IOException("a length of " + Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private long zigzag() throws IOException {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int part = one();
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }
}
