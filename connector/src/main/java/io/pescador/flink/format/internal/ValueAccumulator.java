// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.Internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Collects the values of an array from a text format: whole numbers, numbers, truth values or texts. The type is asked for, or follows
 * from the values: all whole → int64, all numbers → float64, all truth values → bool, all texts → str.
 */
@Internal
public final class ValueAccumulator {

    private static final double UNSIGNED_BIT = 0x1p63;

    private long[] wholes = new long[8];
    private double[] numbers = new double[8];
    /** Which whole numbers are unsigned ones, from 2^63 on. */
    private final BitSet beyondLong = new BitSet();

    private final List<String> texts = new ArrayList<>();
    private int size;
    private DType natural;

    public void clear() {
        size = 0;
        texts.clear();
        beyondLong.clear();
        natural = null;
    }

    public int size() {
        return size;
    }

    public void add(long value) {
        grow(
                natural == null || natural == DType.INT64
                        ? DType.INT64
                        : natural == DType.FLOAT64 ? DType.FLOAT64 : mixed());
        wholes[size] = value;
        numbers[size++] = value;
    }

    /** @param value the bits of a whole number from 2^63 to 2^64 - 1 */
    public void addUnsigned(long value) {
        add(value);
        beyondLong.set(size - 1);
        numbers[size - 1] = UNSIGNED_BIT + (value & Long.MAX_VALUE);
    }

    public void add(double value) {
        grow(natural == null || natural == DType.INT64 || natural == DType.FLOAT64 ? DType.FLOAT64 : mixed());
        numbers[size++] = value;
    }

    public void add(boolean value) {
        grow(natural == null || natural == DType.BOOL ? DType.BOOL : mixed());
        wholes[size++] = value ? 1 : 0;
    }

    public void add(String value) {
        if (natural != null && natural != DType.STRING) {
            mixed();
        }
        natural = DType.STRING;
        texts.add(value);
        size++;
    }

    private static DType mixed() {
        throw new IllegalArgumentException("mixes numbers, truth values and texts: an array has one type");
    }

    private void grow(DType type) {
        natural = type;
        if (size == numbers.length) {
            wholes = Arrays.copyOf(wholes, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
    }

    /** The type that follows from the values; null if there are none. */
    public DType naturalType() {
        return natural;
    }

    /**
     * @param type what the array shall be of; its natural type must fit in it
     * @throws IllegalArgumentException if a value is none of that type; the message goes on after the name of the array
     */
    public NdArray toArray(DType type, int... shape) {
        return switch (type) {
            case STRING -> {
                check(natural == DType.STRING, type);
                yield NdArray.of(texts.toArray(new String[0])).reshape(shape);
            }
            case FLOAT32, FLOAT64 -> floating(type, shape);
            case FLOAT16, BYTES -> throw new IllegalArgumentException(type.numpyName() + " is not made from text");
            default -> {
                check(natural == (type == DType.BOOL ? DType.BOOL : DType.INT64), type);
                yield whole(type, shape);
            }
        };
    }

    private void check(boolean fits, DType type) {
        if (!fits && size > 0) {
            throw new IllegalArgumentException("is " + natural.numpyName() + ", not " + type.numpyName());
        }
    }

    private NdArray floating(DType type, int[] shape) {
        if (natural == DType.STRING) {
            for (int i = 0; i < size; i++) {
                numbers = Arrays.copyOf(numbers, Math.max(size, numbers.length));
                numbers[i] = notFinite(texts.get(i), type);
            }
        } else {
            check(natural != DType.BOOL, type);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(size, type.itemSize())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            if (type == DType.FLOAT32) {
                bytes.putFloat((float) numbers[i]);
            } else {
                bytes.putDouble(numbers[i]);
            }
        }
        return NdArray.wrap(type, shape, bytes.array());
    }

    /** The words that stand for what JSON has no numbers for. */
    private static double notFinite(String text, DType type) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("is str, not " + type.numpyName());
        };
    }

    private NdArray whole(DType type, int[] shape) {
        int bits = 8 * type.itemSize();
        boolean unsigned = type.descr(type.itemSize()).charAt(1) == 'u';
        long most = unsigned ? bits == 64 ? Long.MAX_VALUE : (1L << bits) - 1 : Long.MAX_VALUE >> (64 - bits);
        long least = unsigned ? 0 : -most - 1;
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(size, type.itemSize())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            boolean beyond = beyondLong.get(i);
            boolean fits = beyond ? type == DType.UINT64 : wholes[i] >= least && wholes[i] <= most;
            if (type != DType.BOOL && !fits) {
                String value = beyond ? Long.toUnsignedString(wholes[i]) : Long.toString(wholes[i]);
                throw new IllegalArgumentException("is " + value + ", which does not fit in " + type.numpyName());
            }
            switch (type.itemSize()) {
                case 1 -> bytes.put((byte) wholes[i]);
                case 2 -> bytes.putShort((short) wholes[i]);
                case 4 -> bytes.putInt((int) wholes[i]);
                default -> bytes.putLong(wholes[i]);
            }
        }
        return NdArray.wrap(type, shape, bytes.array());
    }
}
