// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.format.Limits;
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

    /** What a text takes besides its characters: an object, its bytes' header, and a reference. */
    private static final int TEXT_OVERHEAD = 56;

    /** Whole numbers, truth values as 1 and 0, or the bits of floating-point numbers: as the natural type says. */
    private long[] bits = new long[8];
    /** Which whole numbers are unsigned ones, from 2^63 on. */
    private final BitSet beyondLong = new BitSet();

    private final List<String> texts = new ArrayList<>();
    private long textBytes;
    private int widest;
    private int size;
    private DType natural;

    public void clear() {
        size = 0;
        texts.clear();
        textBytes = 0;
        widest = 0;
        beyondLong.clear();
        natural = null;
    }

    public int size() {
        return size;
    }

    public void add(long value) {
        if (natural == DType.FLOAT64) {
            put(DType.FLOAT64, Double.doubleToRawLongBits((double) value));
        } else {
            put(natural == null || natural == DType.INT64 ? DType.INT64 : mixed(), value);
        }
    }

    /** @param value the bits of a whole number from 2^63 to 2^64 - 1 */
    public void addUnsigned(long value) {
        if (natural == DType.FLOAT64) {
            add(unsignedToDouble(value));
        } else {
            add(value);
            beyondLong.set(size - 1);
        }
    }

    public void add(double value) {
        if (natural == DType.INT64) {
            for (int i = 0; i < size; i++) {
                bits[i] = Double.doubleToRawLongBits(number(i));
            }
            beyondLong.clear();
            natural = DType.FLOAT64;
        }
        put(natural == null || natural == DType.FLOAT64 ? DType.FLOAT64 : mixed(), Double.doubleToRawLongBits(value));
    }

    public void add(boolean value) {
        put(natural == null || natural == DType.BOOL ? DType.BOOL : mixed(), value ? 1 : 0);
    }

    /** @throws ValueException if the array would be larger than {@link Limits#item()}: all of its texts are as wide as the widest */
    public void add(String value) {
        if (natural != null && natural != DType.STRING) {
            mixed();
        }
        natural = DType.STRING;
        widest = Math.max(widest, value.codePointCount(0, value.length()));
        textBytes += TEXT_OVERHEAD + value.length();
        size++;
        if (Math.max(4L * widest * size, textBytes) > Limits.item()) {
            throw new ValueException("takes more than " + Limits.item() + " bytes in a row. " + Limits.HOW_TEXTS_GROW);
        }
        texts.add(value);
    }

    private static DType mixed() {
        throw new ValueException("mixes numbers, truth values and texts: an array has one type");
    }

    private void put(DType type, long value) {
        natural = type;
        if (size == bits.length) {
            if (size >= Limits.item() / Long.BYTES) {
                throw new ValueException("has a row of more than " + Limits.item() + " bytes");
            }
            bits = Arrays.copyOf(bits, 2 * size);
        }
        bits[size++] = value;
    }

    private double number(int i) {
        if (natural == DType.FLOAT64) {
            return Double.longBitsToDouble(bits[i]);
        }
        return beyondLong.get(i) ? unsignedToDouble(bits[i]) : bits[i];
    }

    private static double unsignedToDouble(long value) {
        return UNSIGNED_BIT + (value & Long.MAX_VALUE);
    }

    /** The type that follows from the values; null if there are none. */
    public DType naturalType() {
        return natural;
    }

    /**
     * @param type the type of the array; its natural type must fit in it
     * @throws ValueException if a value is none of that type; the message goes on after the name of the array
     */
    public NdArray toArray(DType type, int... shape) {
        return switch (type) {
            case STRING -> {
                check(natural == DType.STRING, type);
                yield NdArray.of(texts.toArray(new String[0])).reshape(shape);
            }
            case FLOAT32, FLOAT64 -> floating(type, shape);
            case FLOAT16, BYTES -> throw new ValueException(type.numpyName() + " is not made from text");
            default -> {
                check(natural == (type == DType.BOOL ? DType.BOOL : DType.INT64), type);
                yield whole(type, shape);
            }
        };
    }

    private void check(boolean fits, DType type) {
        if (!fits && size > 0) {
            throw new ValueException("is " + natural.numpyName() + ", not " + type.numpyName());
        }
    }

    private NdArray floating(DType type, int[] shape) {
        boolean words = natural == DType.STRING;
        if (!words) {
            check(natural != DType.BOOL, type);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(size, type.itemSize())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            double number = words ? notFinite(texts.get(i), type) : number(i);
            if (type == DType.FLOAT32) {
                bytes.putFloat((float) number);
            } else {
                bytes.putDouble(number);
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
            default -> throw new ValueException("is str, not " + type.numpyName());
        };
    }

    private NdArray whole(DType type, int[] shape) {
        int width = 8 * type.itemSize();
        boolean unsigned = type.descr(type.itemSize()).charAt(1) == 'u';
        long most = unsigned ? width == 64 ? Long.MAX_VALUE : (1L << width) - 1 : Long.MAX_VALUE >> (64 - width);
        long least = unsigned ? 0 : -most - 1;
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(size, type.itemSize())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            boolean beyond = beyondLong.get(i);
            boolean fits = beyond ? type == DType.UINT64 : bits[i] >= least && bits[i] <= most;
            if (type != DType.BOOL && !fits) {
                String value = beyond ? Long.toUnsignedString(bits[i]) : Long.toString(bits[i]);
                throw new ValueException("is " + value + ", which does not fit in " + type.numpyName());
            }
            switch (type.itemSize()) {
                case 1 -> bytes.put((byte) bits[i]);
                case 2 -> bytes.putShort((short) bits[i]);
                case 4 -> bytes.putInt((int) bits[i]);
                default -> bytes.putLong(bits[i]);
            }
        }
        return NdArray.wrap(type, shape, bytes.array());
    }
}
