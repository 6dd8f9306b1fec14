// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;

/** The shape of a row, or of several, as numbers that an array in memory can have. */
final class RowShape {

    private final int[] axes;
    private final int bytes;
    private final String file;
    private final String array;

    private RowShape(int[] axes, int bytes, String file, String array) {
        this.axes = axes;
        this.bytes = bytes;
        this.file = file;
        this.array = array;
    }

    /** @throws FormatException if not even one row fits in memory */
    static RowShape of(NpyHeader header, String file, String array) throws FormatException {
        long[] shape = header.shape();
        if (shape.length == 0) {
            throw NpyHeader.wrong(file, array, "is zero-dimensional: it has no rows");
        }
        int[] axes = new int[shape.length];
        for (int i = 1; i < axes.length; i++) {
            axes[i] = (int) Math.min(shape[i], Integer.MAX_VALUE);
        }
        long bytes = header.rowBytes();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw NpyHeader.wrong(file, array, "has rows of " + bytes + " bytes, more than an array can hold");
        }
        return new RowShape(axes, (int) bytes, file, array);
    }

    /** Bytes of a row. */
    int bytes() {
        return bytes;
    }

    /** Bytes of {@code count} rows. */
    int bytes(int count) throws FormatException {
        long all = (long) bytes * count;
        if (all > Integer.MAX_VALUE - 8) {
            throw NpyHeader.wrong(
                    file,
                    array,
                    count + " rows have " + all + " bytes, more than an array can hold. Take a smaller window");
        }
        return (int) all;
    }

    /** The shape of {@code count} rows. */
    int[] axes(int count) {
        int[] shape = axes.clone();
        shape[0] = count;
        return shape;
    }
}
