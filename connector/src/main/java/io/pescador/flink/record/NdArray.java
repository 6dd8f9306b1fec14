// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;

import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An array of any number of axes with elements of one {@link DType}: what numpy calls an {@code ndarray}, in C order and little-endian.
 *
 * <p>Immutable, so that a chain of Flink operators, a state backend and a thread may share one without copying. A {@linkplain #row row}
 * is a view: it keeps the bytes of the whole array alive; {@link #compact()} lets go of them.
 *
 * <p>Elements are addressed by their <em>flat index</em>, the place in C order; {@link #flatIndex(int...)} computes it. An array holds at
 * most 2 GiB and 64 axes.
 */
@PublicEvolving
@TypeInfo(NdArrayTypeInfo.Factory.class)
public final class NdArray implements Serializable {

    private static final VarHandle SHORTS = littleEndian(short[].class);
    private static final VarHandle INTS = littleEndian(int[].class);
    private static final VarHandle LONGS = littleEndian(long[].class);
    private static final VarHandle FLOATS = littleEndian(float[].class);
    private static final VarHandle DOUBLES = littleEndian(double[].class);

    /** As many axes as an array can have, as in numpy. */
    public static final int MAX_RANK = Shape.MAX_RANK;

    private static final int[] NO_AXES = {};

    private final DType dtype;
    private final int itemSize;
    private final int[] shape;
    private final int size;
    private final byte[] bytes;
    private final int offset;

    private NdArray(DType dtype, int itemSize, int[] shape, int size, byte[] bytes, int offset) {
        this.dtype = dtype;
        this.itemSize = itemSize;
        this.shape = shape;
        this.size = size;
        this.bytes = bytes;
        this.offset = offset;
    }

    // ---- making arrays
    // ------------------------------------------------------------------------------------------------------------

    /**
     * An array around given bytes, which are not copied: the caller gives them away and no longer changes them.
     *
     * @param dtype a type of fixed size, neither {@link DType#STRING} nor {@link DType#BYTES}
     * @param shape length of each axis, each ≥ 0; empty for a single value
     * @param bytes the elements in C order, little-endian
     * @throws IllegalArgumentException if the bytes are not as many as the shape says
     */
    public static NdArray wrap(DType dtype, int[] shape, byte[] bytes) {
        return wrap(dtype, dtype.itemSize(), shape, bytes);
    }

    /**
     * An array around given bytes, which are not copied: the caller gives them away and no longer changes them.
     *
     * @param itemSize bytes of one element: four times the characters for {@link DType#STRING}, as many for {@link DType#BYTES}
     * @see #wrap(DType, int[], byte[])
     */
    public static NdArray wrap(DType dtype, int itemSize, int[] shape, byte[] bytes) {
        dtype.checkItemSize(itemSize);
        int size = Shape.size(shape, itemSize);
        if (size * itemSize != bytes.length) {
            throw new IllegalArgumentException("shape " + Shape.text(shape) + " of " + itemSize
                    + "-byte elements takes " + (size * itemSize) + " bytes, not " + bytes.length);
        }
        return new NdArray(dtype, itemSize, shape.clone(), size, bytes, 0);
    }

    /**
     * An array of the type and shape of this one around other bytes, which are not copied: the quick way to many arrays of one kind.
     *
     * @param otherBytes given away; as many as {@link #byteSize()}
     * @throws IllegalArgumentException if they are not as many
     * @see #wrap(DType, int[], byte[])
     */
    public NdArray withBytes(byte[] otherBytes) {
        if (otherBytes.length != byteSize()) {
            throw new IllegalArgumentException(
                    "an array of " + byteSize() + " bytes cannot be made of " + otherBytes.length);
        }
        return new NdArray(dtype, itemSize, shape, size, otherBytes, 0);
    }

    /** An array of one axis and type {@link DType#BOOL}. */
    public static NdArray of(boolean... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return vector(DType.BOOL, values.length, bytes);
    }

    /** An array of one axis and type {@link DType#INT8}. */
    public static NdArray of(byte... values) {
        return vector(DType.INT8, values.length, values.clone());
    }

    /** An array of one axis and type {@link DType#INT16}. */
    public static NdArray of(short... values) {
        ByteBuffer buffer = allocate(values.length, Short.BYTES);
        buffer.asShortBuffer().put(values);
        return vector(DType.INT16, values.length, buffer.array());
    }

    /** An array of one axis and type {@link DType#INT32}. */
    public static NdArray of(int... values) {
        ByteBuffer buffer = allocate(values.length, Integer.BYTES);
        buffer.asIntBuffer().put(values);
        return vector(DType.INT32, values.length, buffer.array());
    }

    /** An array of one axis and type {@link DType#INT64}. */
    public static NdArray of(long... values) {
        ByteBuffer buffer = allocate(values.length, Long.BYTES);
        buffer.asLongBuffer().put(values);
        return vector(DType.INT64, values.length, buffer.array());
    }

    /** An array of one axis and type {@link DType#FLOAT32}. */
    public static NdArray of(float... values) {
        ByteBuffer buffer = allocate(values.length, Float.BYTES);
        buffer.asFloatBuffer().put(values);
        return vector(DType.FLOAT32, values.length, buffer.array());
    }

    /** An array of one axis and type {@link DType#FLOAT64}. */
    public static NdArray of(double... values) {
        ByteBuffer buffer = allocate(values.length, Double.BYTES);
        buffer.asDoubleBuffer().put(values);
        return vector(DType.FLOAT64, values.length, buffer.array());
    }

    /**
     * An array of one axis and type {@link DType#STRING}, as wide as its longest text and at least one character. As in numpy, NULs at the
     * end of a text are lost.
     */
    public static NdArray of(String... values) {
        int characters = 1;
        for (String value : values) {
            characters = Math.max(characters, value.codePointCount(0, value.length()));
        }
        int itemSize = Math.multiplyExact(characters, 4);
        int[] shape = {values.length};
        byte[] bytes = new byte[Shape.size(shape, itemSize) * itemSize];
        for (int i = 0; i < values.length; i++) {
            int at = i * itemSize;
            String value = values[i];
            for (int c = 0; c < value.length(); at += 4) {
                int codePoint = value.codePointAt(c);
                INTS.set(bytes, at, codePoint);
                c += Character.charCount(codePoint);
            }
        }
        return new NdArray(DType.STRING, itemSize, shape, values.length, bytes, 0);
    }

    /** A single {@link DType#BOOL}: an array without axes. */
    public static NdArray scalar(boolean value) {
        return of(value).row(0);
    }

    /** A single {@link DType#INT32}: an array without axes. */
    public static NdArray scalar(int value) {
        byte[] bytes = new byte[Integer.BYTES];
        INTS.set(bytes, 0, value);
        return new NdArray(DType.INT32, Integer.BYTES, NO_AXES, 1, bytes, 0);
    }

    /** A single {@link DType#INT64}: an array without axes. */
    public static NdArray scalar(long value) {
        byte[] bytes = new byte[Long.BYTES];
        LONGS.set(bytes, 0, value);
        return new NdArray(DType.INT64, Long.BYTES, NO_AXES, 1, bytes, 0);
    }

    /** A single {@link DType#FLOAT32}: an array without axes. */
    public static NdArray scalar(float value) {
        byte[] bytes = new byte[Float.BYTES];
        FLOATS.set(bytes, 0, value);
        return new NdArray(DType.FLOAT32, Float.BYTES, NO_AXES, 1, bytes, 0);
    }

    /** A single {@link DType#FLOAT64}: an array without axes. */
    public static NdArray scalar(double value) {
        byte[] bytes = new byte[Double.BYTES];
        DOUBLES.set(bytes, 0, value);
        return new NdArray(DType.FLOAT64, Double.BYTES, NO_AXES, 1, bytes, 0);
    }

    /** A single {@link DType#STRING}: an array without axes. */
    public static NdArray scalar(String value) {
        return of(value).row(0);
    }

    // ---- what it is
    // ---------------------------------------------------------------------------------------------------------------

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** Bytes of one element. */
    public int itemSize() {
        return itemSize;
    }

    /** The number of axes; 0 for a single value. */
    public int rank() {
        return shape.length;
    }

    /** A copy of the lengths of the axes. */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * @param axis from 0 to {@code rank() - 1}
     * @return the length of that axis
     */
    public int length(int axis) {
        return shape[axis];
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /** The bytes of all elements together. */
    public int byteSize() {
        return size * itemSize;
    }

    // ---- parts and wholes
    // ---------------------------------------------------------------------------------------------------------

    /**
     * A part along the first axis, without that axis: {@code a[i]} in numpy. A view; nothing is copied.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     * @throws IllegalStateException if this array has no axes
     */
    public NdArray row(int row) {
        Objects.checkIndex(row, rows());
        int rowSize = size / shape[0];
        return new NdArray(dtype, itemSize, Shape.tail(shape), rowSize, bytes, offset + row * rowSize * itemSize);
    }

    /**
     * A range of rows: {@code a[from:from + count]} in numpy. A view; nothing is copied.
     *
     * @throws IndexOutOfBoundsException if the range reaches beyond the rows
     * @throws IllegalStateException if this array has no axes
     */
    public NdArray rows(int from, int count) {
        Objects.checkFromIndexSize(from, count, rows());
        int rowSize = shape[0] == 0 ? 0 : size / shape[0];
        int[] part = shape.clone();
        part[0] = count;
        return new NdArray(dtype, itemSize, part, count * rowSize, bytes, offset + from * rowSize * itemSize);
    }

    private int rows() {
        if (shape.length == 0) {
            throw new IllegalStateException("an array without axes has no rows");
        }
        return shape[0];
    }

    /**
     * The same elements in another shape. A view; nothing is copied.
     *
     * @throws IllegalArgumentException if the shape has another number of elements
     */
    public NdArray reshape(int... newShape) {
        if (Shape.size(newShape, itemSize) != size) {
            throw new IllegalArgumentException("shape " + Shape.text(shape) + " cannot be reshaped to "
                    + Shape.text(newShape) + ": " + size + " elements");
        }
        return new NdArray(dtype, itemSize, newShape.clone(), size, bytes, offset);
    }

    /** This array if it has its bytes for itself, else a copy that has: what to keep when the array that a row belongs to is to be freed. */
    public NdArray compact() {
        return bytes.length == byteSize() ? this : new NdArray(dtype, itemSize, shape, size, toByteArray(), 0);
    }

    /**
     * Arrays of one shape as the rows of a new one: {@code np.array(list)} or {@code np.stack(list)}. Texts are widened to the widest.
     *
     * @throws IllegalArgumentException if there is no array, or one differs from the first in type or shape; the message names it
     */
    public static NdArray stack(List<NdArray> arrays) {
        return Joining.stack(arrays);
    }

    /**
     * Arrays put one after the other along an axis that they have: {@code np.concatenate(list, axis)}. Texts are widened to the widest.
     *
     * @param axis from 0 to the arrays' rank − 1
     * @throws IllegalArgumentException if there is no array, or one differs from the first in type, rank or another axis's length, or
     *     they have no such axis; the message names it
     */
    public static NdArray concatenate(List<NdArray> arrays, int axis) {
        return Joining.concatenate(arrays, axis);
    }

    // ---- elements
    // -----------------------------------------------------------------------------------------------------------------

    /**
     * The place in C order of an element.
     *
     * @param index one number for each axis
     * @throws IndexOutOfBoundsException if the element does not exist
     * @throws IllegalArgumentException if there are not as many numbers as axes
     */
    public int flatIndex(int... index) {
        if (index.length != shape.length) {
            throw new IllegalArgumentException(index.length + " indices for an array of shape " + Shape.text(shape));
        }
        int flat = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            flat = flat * shape[axis] + Objects.checkIndex(index[axis], shape[axis]);
        }
        return flat;
    }

    /**
     * A whole number or truth value as a long. {@link DType#UINT64} gives its 64 bits.
     *
     * @throws UnsupportedOperationException if the elements are floating-point numbers or texts
     */
    public long getLong(int flatIndex) {
        int at = at(flatIndex);
        return switch (dtype) {
            case BOOL -> bytes[at] == 0 ? 0 : 1;
            case INT8 -> bytes[at];
            case UINT8 -> bytes[at] & 0xff;
            case INT16 -> (short) SHORTS.get(bytes, at);
            case UINT16 -> (short) SHORTS.get(bytes, at) & 0xffff;
            case INT32 -> (int) INTS.get(bytes, at);
            case UINT32 -> (int) INTS.get(bytes, at) & 0xffffffffL;
            case INT64, UINT64 -> (long) LONGS.get(bytes, at);
            default -> throw new UnsupportedOperationException(
                    "elements of type " + dtype.numpyName() + " are no whole numbers");
        };
    }

    /**
     * A number or truth value as a double, rounded where a double has too few digits.
     *
     * @throws UnsupportedOperationException if the elements are texts
     */
    public double getDouble(int flatIndex) {
        int at = at(flatIndex);
        return switch (dtype) {
            case FLOAT16 -> Float16.toFloat((short) SHORTS.get(bytes, at));
            case FLOAT32 -> (float) FLOATS.get(bytes, at);
            case FLOAT64 -> (double) DOUBLES.get(bytes, at);
            case UINT64 -> unsignedToDouble((long) LONGS.get(bytes, at));
            case STRING, BYTES -> throw new UnsupportedOperationException(
                    "elements of type " + dtype.numpyName() + " are no numbers");
            default -> getLong(flatIndex);
        };
    }

    /** A truth value; of a number, whether it is not zero. */
    public boolean getBoolean(int flatIndex) {
        return dtype.isFloating() ? getDouble(flatIndex) != 0 : getLong(flatIndex) != 0;
    }

    /**
     * A text without the NULs that fill it up; {@link DType#BYTES} are read as ISO 8859-1. A number gives its decimal form.
     */
    public String getString(int flatIndex) {
        int at = at(flatIndex);
        int end = at + itemSize;
        switch (dtype) {
            case STRING:
                while (end > at && (int) INTS.get(bytes, end - 4) == 0) {
                    end -= 4;
                }
                StringBuilder text = new StringBuilder((end - at) / 4);
                for (int i = at; i < end; i += 4) {
                    int codePoint = (int) INTS.get(bytes, i);
                    text.appendCodePoint(Character.isValidCodePoint(codePoint) ? codePoint : '\uFFFD');
                }
                return text.toString();
            case BYTES:
                while (end > at && bytes[end - 1] == 0) {
                    end--;
                }
                return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
            default:
                return ArrayText.number(this, flatIndex);
        }
    }

    private int at(int flatIndex) {
        return offset + Objects.checkIndex(flatIndex, size) * itemSize;
    }

    private static double unsignedToDouble(long bits) {
        // Halving keeps the lowest bit, so that the one rounding goes the right way.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    // ---- all elements
    // -------------------------------------------------------------------------------------------------------------

    /** All elements in C order, each as {@link #getLong} gives it. */
    public long[] toLongArray() {
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = getLong(i);
        }
        return values;
    }

    /** All elements in C order, each as {@link #getDouble} gives it. */
    public double[] toDoubleArray() {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = getDouble(i);
        }
        return values;
    }

    /** All elements in C order, each as {@link #getDouble} gives it, rounded to a float. */
    public float[] toFloatArray() {
        float[] values = new float[size];
        if (dtype == DType.FLOAT32) {
            buffer().asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < size; i++) {
            values[i] = (float) getDouble(i);
        }
        return values;
    }

    /** All elements in C order, each as {@link #getString} gives it. */
    public String[] toStringArray() {
        String[] values = new String[size];
        for (int i = 0; i < size; i++) {
            values[i] = getString(i);
        }
        return values;
    }

    /** A copy of the elements' bytes: C order, little-endian. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(bytes, offset, offset + byteSize());
    }

    /** The elements' bytes, read-only and little-endian, from position 0 to the limit. Nothing is copied. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, offset, byteSize())
                .slice()
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes the elements' bytes, without type and shape. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, offset, byteSize());
    }

    void writeTo(DataOutput out) throws IOException {
        out.write(bytes, offset, byteSize());
    }

    void copyTo(int from, byte[] target, int to, int length) {
        System.arraycopy(bytes, offset + from, target, to, length);
    }

    /**
     * Writes the elements as JSON: a value, or lists in lists, one level for each axis. JSON has no words for what is not a number, so
     * these are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}. A float32 or float16 has the digits that it takes to
     * tell it from its neighbours, and {@link DType#BYTES} are strings of the characters U+0000 to U+00FF.
     */
    public void writeJson(Appendable out) throws IOException {
        ArrayText.json(this, out);
    }

    // ---- object
    // -------------------------------------------------------------------------------------------------------------------

    /**
     * Equal arrays have the same type, shape and bytes: a NaN equals the same NaN, 0.0 is not −0.0, and texts differ if the arrays' widths
     * do.
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof NdArray that
                && dtype == that.dtype
                && itemSize == that.itemSize
                && Arrays.equals(shape, that.shape)
                && Arrays.equals(
                        bytes, offset, offset + byteSize(), that.bytes, that.offset, that.offset + that.byteSize());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * dtype.code() + Arrays.hashCode(shape))
                + ByteBuffer.wrap(bytes, offset, byteSize()).hashCode();
    }

    /** In the manner of numpy, on one line; of more than 1000 elements the first and last three of each axis are shown. */
    @Override
    public String toString() {
        return ArrayText.repr(this);
    }

    private static NdArray vector(DType dtype, int length, byte[] bytes) {
        return new NdArray(dtype, dtype.itemSize(), new int[] {length}, length, bytes, 0);
    }

    private static ByteBuffer allocate(int length, int itemSize) {
        int size = Shape.size(new int[] {length}, itemSize);
        return ByteBuffer.allocate(size * itemSize).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static VarHandle littleEndian(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }
}
