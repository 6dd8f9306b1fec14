// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;

/**
 * The type of an array's elements: those of numpy that are plain values. Complex numbers, dates, structures and Python objects are not
 * among them.
 *
 * <p>{@link #STRING} and {@link #BYTES} are numpy's fixed-width texts: every element of an array is as wide as the widest, filled up with
 * NUL, so the width belongs to the array ({@link NdArray#itemSize()}) and not to the type.
 */
@PublicEvolving
public enum DType {
    /** One byte, 0 or 1; any other byte counts as true. */
    BOOL(1, "bool", 'b', 1),
    INT8(2, "int8", 'i', 1),
    INT16(3, "int16", 'i', 2),
    INT32(4, "int32", 'i', 4),
    INT64(5, "int64", 'i', 8),
    UINT8(6, "uint8", 'u', 1),
    UINT16(7, "uint16", 'u', 2),
    UINT32(8, "uint32", 'u', 4),
    /** As a Java long it shows the same 64 bits: values from 2^63 on look negative. */
    UINT64(9, "uint64", 'u', 8),
    /** IEEE 754 binary16. */
    FLOAT16(10, "float16", 'f', 2),
    FLOAT32(11, "float32", 'f', 4),
    FLOAT64(12, "float64", 'f', 8),
    /** Unicode text, four bytes a code point (numpy {@code U}). */
    STRING(13, "str", 'U', 0),
    /** Bytes that are mostly ASCII text, one byte a character (numpy {@code S}). */
    BYTES(14, "bytes", 'S', 0);

    private static final DType[] BY_CODE = new DType[15];

    static {
        for (DType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final String numpyName;
    private final char kind;
    private final int itemSize;

    DType(int code, String numpyName, char kind, int itemSize) {
        this.code = code;
        this.numpyName = numpyName;
        this.kind = kind;
        this.itemSize = itemSize;
    }

    /** The number that stands for this type in {@linkplain SampleCodec serialized} arrays. It never changes. */
    public int code() {
        return code;
    }

    /**
     * @return the type with that code
     * @throws IllegalArgumentException if no type has it
     */
    public static DType ofCode(int code) {
        if (code < 1 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("no array type has the code " + code);
        }
        return BY_CODE[code];
    }

    /** What numpy calls it: {@code float32}, say. */
    public String numpyName() {
        return numpyName;
    }

    /**
     * @param name as {@link #numpyName()} gives it
     * @throws IllegalArgumentException if no type has that name; the message lists those there are
     */
    public static DType named(String name) {
        StringBuilder known = new StringBuilder();
        for (DType type : values()) {
            if (type.numpyName.equals(name)) {
                return type;
            }
            known.append(known.length() == 0 ? "" : ", ").append(type.numpyName);
        }
        throw new IllegalArgumentException("no array type is called \"" + name + "\"; there are " + known);
    }

    /** Bytes of one element; 0 for {@link #STRING} and {@link #BYTES}, whose width is the array's. */
    public int itemSize() {
        return itemSize;
    }

    /** Bytes that are swapped together between byte orders: the element, or one character of it. */
    public int wordSize() {
        return this == STRING ? 4 : this == BYTES ? 1 : itemSize;
    }

    /** Whether elements have a width of their own, so that arrays of this type may differ in it. */
    public boolean isText() {
        return this == STRING || this == BYTES;
    }

    /** Whether elements are whole numbers, signed or not. */
    public boolean isInteger() {
        return kind == 'i' || kind == 'u';
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloating() {
        return kind == 'f';
    }

    /**
     * How numpy's file format writes the type in little-endian order: {@code <f4}, {@code |b1}, {@code <U7}.
     *
     * @param bytes the size of an element in bytes; it matters for texts only
     */
    public String descr(int bytes) {
        return (wordSize() == 1 ? "|" : "<") + kind + (this == STRING ? bytes / 4 : bytes);
    }

    /**
     * The type that numpy's file format writes so, but for the order of bytes: {@code f4}, {@code b1}.
     *
     * @return null if it is no type, or a text, which has a width besides
     */
    public static DType ofCode(String letters) {
        for (DType type : values()) {
            if (!type.isText() && type.descr(type.itemSize).substring(1).equals(letters)) {
                return type;
            }
        }
        return null;
    }

    /** Turns elements from one order of bytes into the other, in place. */
    public void swapBytes(byte[] elements) {
        int word = wordSize();
        for (int from = 0; from < elements.length; from += word) {
            for (int low = from, high = from + word - 1; low < high; low++, high--) {
                byte b = elements[low];
                elements[low] = elements[high];
                elements[high] = b;
            }
        }
    }

    /** @throws IllegalArgumentException if elements of this type cannot have that many bytes */
    void checkItemSize(int bytes) {
        boolean fits = isText() ? bytes > 0 && bytes % wordSize() == 0 : bytes == itemSize;
        if (!fits) {
            throw new IllegalArgumentException("an element of type " + numpyName + " has not " + bytes + " bytes");
        }
    }
}
