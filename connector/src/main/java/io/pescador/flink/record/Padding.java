// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a batch of samples whose arrays differ in length: along the first axis each is filled up to the longest of the batch. An int64
 * array {@code {name}_length} has the lengths before.
 *
 * <p>Immutable.
 *
 * @param values name of an array → what fills it up: a value of the array's type; 0 for text, which is filled with empty text
 */
@PublicEvolving
public record Padding(Map<String, Double> values) implements Serializable {

    /** Fills up nothing. */
    public static final Padding NONE = new Padding(Map.of());

    private static final String LENGTH = "_length";

    /** Copies the map, and keeps its order. */
    public Padding {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Fills up one array. */
    public static Padding of(String name, double value) {
        return new Padding(Map.of(name, value));
    }

    /**
     * The samples as a batch: each array has a new first axis.
     *
     * @throws IllegalArgumentException if samples differ in more than the lengths of padded arrays; the message names both
     */
    public Sample stack(List<Sample> samples) {
        if (values.isEmpty()) {
            return Sample.stack(samples);
        }
        List<Sample> even = new ArrayList<>(samples);
        Map<String, NdArray> lengths = new LinkedHashMap<>();
        values.forEach((name, value) -> lengths.put(name + LENGTH, fill(even, name, value)));
        Sample batch = Sample.stack(even);
        for (Map.Entry<String, NdArray> length : lengths.entrySet()) {
            if (batch.has(length.getKey())) {
                throw new IllegalArgumentException("samples have an array \"" + length.getKey()
                        + "\" already, where the lengths before padding go: give it another name");
            }
            batch = batch.with(length.getKey(), length.getValue());
        }
        return batch;
    }

    /** Fills up an array of all samples. @return the lengths before */
    private static NdArray fill(List<Sample> samples, String name, double value) {
        long[] lengths = new long[samples.size()];
        NdArray first = samples.get(0).get(name);
        int longest = 0;
        for (int i = 0; i < lengths.length; i++) {
            NdArray array = samples.get(i).get(name);
            if (array.rank() == 0) {
                throw new IllegalArgumentException("\"" + name + "\" of sample " + i
                        + " is a single value: only an array with a length can be filled up");
            }
            if (Joining.difference(first, array, 0) != null) {
                throw new IllegalArgumentException("samples 0 and " + i + " cannot be joined: \"" + name + "\" is "
                        + kind(first) + " in the first and " + kind(array)
                        + " in the second; padding evens out the first axis alone");
            }
            lengths[i] = array.length(0);
            longest = Math.max(longest, array.length(0));
        }
        byte[] filler = filler(name, first.dtype(), value);
        for (int i = 0; i < lengths.length; i++) {
            Sample sample = samples.get(i);
            samples.set(i, sample.with(name, filled(sample.get(name), longest, filler)));
        }
        return NdArray.of(lengths);
    }

    private static NdArray filled(NdArray array, int longest, byte[] filler) {
        if (array.length(0) == longest) {
            return array;
        }
        int[] shape = array.shape();
        shape[0] = longest;
        byte[] bytes = new byte[Shape.size(shape, array.itemSize()) * array.itemSize()];
        array.copyTo(0, bytes, 0, array.byteSize());
        for (int at = array.byteSize(); filler.length > 0 && at < bytes.length; at += filler.length) {
            System.arraycopy(filler, 0, bytes, at, filler.length);
        }
        return NdArray.wrap(array.dtype(), array.itemSize(), shape, bytes);
    }

    /** One element; nothing where it is all zeros. */
    private static byte[] filler(String name, DType type, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        if (value == 0) {
            return new byte[0];
        }
        switch (type) {
            case FLOAT64 -> bytes.putDouble(value);
            case FLOAT32 -> bytes.putFloat((float) value);
            default -> {
                int bits = 8 * type.itemSize();
                boolean signed = type.descr(type.itemSize()).charAt(1) == 'i';
                double least = signed ? -Math.scalb(1.0, bits - 1) : 0;
                double most = type == DType.BOOL ? 2 : Math.scalb(1.0, signed ? bits - 1 : bits);
                if (!type.isInteger() && type != DType.BOOL
                        || value != Math.rint(value)
                        || value < least
                        || value >= most) {
                    throw new IllegalArgumentException("\"" + name + "\" is " + type.numpyName()
                            + ", which cannot be filled with " + value + (type.isInteger() ? "" : ": fill it with 0"));
                }
                bytes.putLong(value >= 0x1p63 ? (long) (value - 0x1p63) + Long.MIN_VALUE : (long) value);
            }
        }
        return Arrays.copyOf(bytes.array(), type.itemSize());
    }

    private static String kind(NdArray array) {
        return array.dtype().numpyName() + " " + Shape.text(array.shape());
    }
}
