// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Shape;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands before the elements in an npy file (NEP 1): type, byte order, order of the axes and shape.
 *
 * <p>Read in versions 1.0, 2.0 and 3.0; written in 1.0, with the bytes that {@code numpy.save} writes. Immutable.
 */
@PublicEvolving
public final class NpyHeader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The elements begin at a multiple of this, for those who map files into memory. */
    private static final int ALIGNMENT = 64;

    /** numpy leaves room for the first axis to grow to this many digits in place. */
    private static final int GROWTH_DIGITS = 21;

    /** Plain types need a few hundred bytes at most; numpy itself refuses more than 10 000. */
    private static final int MAX_LENGTH = 65_535;

    private final DType dtype;
    private final int itemSize;
    private final boolean bigEndian;
    private final boolean fortranOrder;
    private final long[] shape;
    private final int length;

    NpyHeader(DType dtype, int itemSize, boolean bigEndian, boolean fortranOrder, long[] shape, int length) {
        this.dtype = dtype;
        this.itemSize = itemSize;
        this.bigEndian = bigEndian;
        this.fortranOrder = fortranOrder;
        this.shape = shape;
        this.length = length;
    }

    /**
     * Reads a header, and of the stream no byte more.
     *
     * @param file what messages call the file
     * @param array what they call the array in it; empty if the file has only this one
     * @throws FormatException if it is no header that this class reads
     */
    public static NpyHeader read(InputStream in, String file, String array) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length == 0) {
            throw wrong(file, array, "is empty, and no npy file");
        }
        if (!Arrays.equals(start, 0, Math.min(start.length, MAGIC.length), MAGIC, 0, MAGIC.length)) {
            throw wrong(file, array, "is no npy file: it does not begin with \\x93NUMPY");
        }
        if (start.length < MAGIC.length + 2) {
            throw wrong(file, array, "ends within the npy header");
        }
        int version = start[MAGIC.length] & 0xff;
        int minor = start[MAGIC.length + 1] & 0xff;
        if (version < 1 || version > 3 || minor != 0) {
            throw wrong(file, array, "is of npy version " + version + "." + minor + "; 1.0, 2.0 and 3.0 can be read");
        }
        byte[] count = in.readNBytes(version == 1 ? 2 : 4);
        long textLength = 0;
        for (int i = count.length - 1; i >= 0; i--) {
            textLength = textLength << 8 | count[i] & 0xff;
        }
        if (textLength > MAX_LENGTH) {
            throw wrong(
                    file,
                    array,
                    "has an npy header of " + textLength + " bytes; plain types take less than " + MAX_LENGTH);
        }
        byte[] text = in.readNBytes((int) textLength);
        if (count.length < (version == 1 ? 2 : 4) || text.length < textLength) {
            throw wrong(file, array, "ends within the npy header");
        }
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        int length = start.length + count.length + text.length;
        return new NpyHeaderParser(new String(text, charset), file, array).parse(length);
    }

    /**
     * The header of an array in C order, little-endian.
     *
     * @param itemSize bytes of one element
     */
    public static NpyHeader of(DType dtype, int itemSize, int... shape) {
        long[] axes = Arrays.stream(shape).asLongStream().toArray();
        NpyHeader header = new NpyHeader(dtype, itemSize, false, false, axes, 0);
        return new NpyHeader(dtype, itemSize, false, false, axes, header.toBytes().length);
    }

    static FormatException wrong(String file, String array, String reason) {
        return array.isEmpty()
                ? FormatException.of(file, reason)
                : FormatException.at(file, "array \"" + array + "\"", reason);
    }

    /** The header of the same array as numpy writes it today. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder("{'descr': '")
                .append(bigEndian ? dtype.descr(itemSize).replace('<', '>') : dtype.descr(itemSize))
                .append("', 'fortran_order': ")
                .append(fortranOrder ? "True" : "False")
                .append(", 'shape': ")
                .append(shapeText())
                .append(", }");
        if (shape.length > 0) {
            long growing = shape[fortranOrder ? shape.length - 1 : 0];
            text.append(" ".repeat(GROWTH_DIGITS - Long.toString(growing).length()));
        }
        // Like numpy: at least one byte of padding, which is the newline's.
        int before = MAGIC.length + 4;
        text.append(" ".repeat(ALIGNMENT - (before + text.length() + 1) % ALIGNMENT))
                .append('\n');
        byte[] bytes = new byte[before + text.length()];
        System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
        bytes[MAGIC.length] = 1;
        bytes[MAGIC.length + 2] = (byte) text.length();
        bytes[MAGIC.length + 3] = (byte) (text.length() >>> 8);
        System.arraycopy(text.toString().getBytes(StandardCharsets.ISO_8859_1), 0, bytes, before, text.length());
        return bytes;
    }

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** Bytes of one element. */
    public int itemSize() {
        return itemSize;
    }

    /** Whether the elements' bytes come highest first. */
    public boolean bigEndian() {
        return bigEndian;
    }

    /** Whether the first index changes fastest (Fortran's order), not the last (C's). */
    public boolean fortranOrder() {
        return fortranOrder;
    }

    /** A copy of the lengths of the axes. */
    public long[] shape() {
        return shape.clone();
    }

    /** The number of axes. */
    public int rank() {
        return shape.length;
    }

    /** The length of the first axis; 1 for a single value. */
    public long rows() {
        return shape.length == 0 ? 1 : shape[0];
    }

    /** Bytes of the header itself: where the elements begin, counted from the header's first byte. */
    public int length() {
        return length;
    }

    /** Bytes of all elements. */
    public long dataBytes() {
        return product(0);
    }

    /** Bytes of the elements of one row. */
    long rowBytes() {
        return product(Math.min(1, shape.length));
    }

    /** Whether elements stand in another order than C's; with at most one long axis both orders are one. */
    boolean transposed() {
        int longAxes = 0;
        for (long axis : shape) {
            longAxes += axis > 1 ? 1 : 0;
        }
        return fortranOrder && longAxes > 1;
    }

    private long product(int from) {
        for (int i = from; i < shape.length; i++) {
            if (shape[i] == 0) {
                return 0;
            }
        }
        long bytes = itemSize;
        for (int i = from; i < shape.length; i++) {
            bytes *= shape[i];
        }
        return bytes;
    }

    /** As Python writes it: {@code (3, 4)}. */
    String shapeText() {
        return Shape.text(shape);
    }

    /** {@code float32 (3, 4)}, and what is unusual about it. */
    @Override
    public String toString() {
        return dtype.numpyName() + " " + shapeText() + (bigEndian ? " big-endian" : "")
                + (fortranOrder ? " in Fortran order" : "");
    }
}
