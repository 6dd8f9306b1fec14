// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.record.NdArray;

/** Brings elements from a file's byte order and order of axes into an array's: little-endian and C. */
final class ElementOrder {

    private ElementOrder() {}

    /**
     * @param header of the file that the elements come from
     * @param shape of the part of its array that they are; in Fortran order if the header says so
     * @param bytes as many as the shape asks; given away
     */
    static NdArray toArray(NpyHeader header, int[] shape, byte[] bytes) {
        byte[] ordered = header.transposed() ? fromFortran(bytes, shape, header.itemSize()) : bytes;
        return inOrder(header, shape, ordered);
    }

    /** The same for elements that are in C order already. */
    static NdArray inOrder(NpyHeader header, int[] shape, byte[] bytes) {
        order(header, bytes);
        return NdArray.wrap(header.dtype(), header.itemSize(), shape, bytes);
    }

    /** Turns a file's bytes around in place, if its order is not an array's. */
    static void order(NpyHeader header, byte[] bytes) {
        if (header.bigEndian()) {
            header.dtype().swapBytes(bytes);
        }
    }

    /** Walks through the target in C order, counting the indices up as an odometer does, and keeps the place in the source beside. */
    private static byte[] fromFortran(byte[] source, int[] shape, int itemSize) {
        byte[] target = new byte[source.length];
        int[] stride = new int[shape.length];
        int step = itemSize;
        for (int axis = 0; axis < shape.length; axis++) {
            stride[axis] = step;
            step *= shape[axis];
        }
        int[] index = new int[shape.length];
        int from = 0;
        for (int to = 0; to < target.length; to += itemSize) {
            System.arraycopy(source, from, target, to, itemSize);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += stride[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                from -= stride[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return target;
    }
}
