// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.Internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays and samples as bytes: on the network, in state and in checkpoints.
 *
 * <pre>
 * sample  = count: varint, (length: varint, name: UTF-8, array) · count
 * array   = type: byte ({@link DType#code()}), rank: byte, [width: varint, for texts: bytes of an element], length of an axis: varint · rank,
 *           elements: C order, little-endian
 * varint  = seven bits a byte, lowest first, the top bit set on all but the last; at most 2^31 - 1
 * </pre>
 *
 * <p>This is version 1; the version is stored beside the bytes. Reading trusts nothing: what does not fit is refused, and
 * memory grows with the bytes that have arrived, not with the size that they claim.
 *
 * <p>Stateless.
 */
@Internal
public final class SampleCodec {

    /** The version of the layout. */
    public static final int VERSION = 1;

    /** An array up to this size is given its memory at once; a larger one as its bytes arrive. */
    private static final int TRUSTED_BYTES = 1 << 20;

    private static final int COPY_BYTES = 8 << 10;

    private SampleCodec() {}

    /** Writes a sample. */
    public static void write(Sample sample, DataOutput out) throws IOException {
        int size = sample.size();
        writeVarint(size, out);
        for (int i = 0; i < size; i++) {
            byte[] name = sample.names().encoded(i);
            writeVarint(name.length, out);
            out.write(name, 0, name.length);
            writeArray(sample.get(i), out);
        }
    }

    /**
     * Reads a sample.
     *
     * @throws IOException if the bytes are no sample, or end too early
     */
    public static Sample read(DataInput in) throws IOException {
        int size = readCount(in);
        List<String> names = new ArrayList<>(Math.min(size, 16));
        List<NdArray> arrays = new ArrayList<>(Math.min(size, 16));
        for (int i = 0; i < size; i++) {
            names.add(new String(readName(in), StandardCharsets.UTF_8));
            arrays.add(readArray(in));
        }
        try {
            return Sample.of(FieldNames.of(names), arrays.toArray(new NdArray[0]));
        } catch (IllegalArgumentException e) {
            throw new IOException("serialized sample: " + e.getMessage(), e);
        }
    }

    /** Writes an array. */
    public static void writeArray(NdArray array, DataOutput out) throws IOException {
        writeKind(array.dtype(), array.itemSize(), array.rank(), out);
        for (int axis = 0; axis < array.rank(); axis++) {
            writeVarint(array.length(axis), out);
        }
        array.writeTo(out);
    }

    /**
     * Reads an array.
     *
     * @throws IOException if the bytes are no array, or end too early
     */
    public static NdArray readArray(DataInput in) throws IOException {
        DType dtype = readType(in);
        int rank = readRank(in);
        int itemSize = readItemSize(dtype, in);
        int[] shape = readShape(rank, in);
        return NdArray.wrap(dtype, itemSize, shape, readBytes(byteSize(shape, itemSize), in));
    }

    /** Copies a serialized sample without making it. */
    public static void copy(DataInput in, DataOutput out) throws IOException {
        int size = readCount(in);
        writeVarint(size, out);
        for (int i = 0; i < size; i++) {
            byte[] name = readName(in);
            writeVarint(name.length, out);
            out.write(name, 0, name.length);
            copyArray(in, out);
        }
    }

    /** Copies a serialized array without making it. */
    public static void copyArray(DataInput in, DataOutput out) throws IOException {
        DType dtype = readType(in);
        int rank = readRank(in);
        int itemSize = readItemSize(dtype, in);
        int[] shape = readShape(rank, in);
        writeKind(dtype, itemSize, rank, out);
        for (int length : shape) {
            writeVarint(length, out);
        }
        int left = byteSize(shape, itemSize);
        byte[] buffer = new byte[Math.min(left, COPY_BYTES)];
        while (left > 0) {
            int part = Math.min(left, buffer.length);
            in.readFully(buffer, 0, part);
            out.write(buffer, 0, part);
            left -= part;
        }
    }

    // ---- parts
    // --------------------------------------------------------------------------------------------------------------------

    private static void writeKind(DType dtype, int itemSize, int rank, DataOutput out) throws IOException {
        out.writeByte(dtype.code());
        out.writeByte(rank);
        if (dtype.isText()) {
            writeVarint(itemSize, out);
        }
    }

    private static int readCount(DataInput in) throws IOException {
        int size = readVarint(in);
        if (size > FieldNames.MAX_FIELDS) {
            throw new IOException("serialized sample: " + size + " arrays, more than " + FieldNames.MAX_FIELDS);
        }
        return size;
    }

    private static byte[] readName(DataInput in) throws IOException {
        int length = readVarint(in);
        if (length > FieldNames.MAX_NAME_BYTES) {
            throw new IOException(
                    "serialized sample: a name of " + length + " bytes, more than " + FieldNames.MAX_NAME_BYTES);
        }
        byte[] name = new byte[length];
        in.readFully(name);
        return name;
    }

    private static DType readType(DataInput in) throws IOException {
        int code = in.readUnsignedByte();
        try {
            return DType.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw new IOException("serialized array: " + e.getMessage(), e);
        }
    }

    private static int readRank(DataInput in) throws IOException {
        int rank = in.readUnsignedByte();
        if (rank > Shape.MAX_RANK) {
            throw new IOException("serialized array: " + rank + " axes, more than " + Shape.MAX_RANK);
        }
        return rank;
    }

    private static int readItemSize(DType dtype, DataInput in) throws IOException {
        if (!dtype.isText()) {
            return dtype.itemSize();
        }
        int itemSize = readVarint(in);
        try {
            dtype.checkItemSize(itemSize);
        } catch (IllegalArgumentException e) {
            throw new IOException("serialized array: " + e.getMessage(), e);
        }
        return itemSize;
    }

    private static int[] readShape(int rank, DataInput in) throws IOException {
        int[] shape = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = readVarint(in);
        }
        return shape;
    }

    private static int byteSize(int[] shape, int itemSize) throws IOException {
        try {
            return Shape.size(shape, itemSize) * itemSize;
        } catch (IllegalArgumentException e) {
            throw new IOException("serialized array: " + e.getMessage(), e);
        }
    }

    private static byte[] readBytes(int length, DataInput in) throws IOException {
        byte[] bytes = new byte[Math.min(length, TRUSTED_BYTES)];
        int have = 0;
        while (true) {
            in.readFully(bytes, have, bytes.length - have);
            have = bytes.length;
            if (have == length) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * have));
        }
    }

    private static void writeVarint(int value, DataOutput out) throws IOException {
        int rest = value;
        while (rest >= 0x80) {
            out.writeByte(rest | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    private static int readVarint(DataInput in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int part = in.readUnsignedByte();
            if (shift == 28 && part > 7) {
                break;
            }
            value |= (part & 0x7f) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw new IOException("serialized sample: a number beyond 2^31 - 1");
    }
}
