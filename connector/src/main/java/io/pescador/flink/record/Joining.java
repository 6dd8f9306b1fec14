// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import java.util.List;

/** Makes one array of many. */
final class Joining {

    private Joining() {}

    static NdArray stack(List<NdArray> arrays) {
        NdArray first = first(arrays);
        for (int i = 1; i < arrays.size(); i++) {
            String difference = difference(first, arrays.get(i), -1);
            if (difference != null) {
                throw new IllegalArgumentException("array " + i + " cannot be stacked on array 0: " + difference);
            }
        }
        return stackAlike(arrays);
    }

    /** At least one array, of which none {@linkplain #difference differs} from the first. */
    static NdArray stackAlike(List<NdArray> arrays) {
        NdArray first = arrays.get(0);
        int[] shape = new int[first.rank() + 1];
        shape[0] = arrays.size();
        System.arraycopy(first.shape(), 0, shape, 1, first.rank());
        return join(arrays, shape, 0);
    }

    static NdArray concatenate(List<NdArray> arrays, int axis) {
        NdArray first = first(arrays);
        for (int i = 1; i < arrays.size(); i++) {
            String difference = difference(first, arrays.get(i), axis);
            if (difference != null) {
                throw new IllegalArgumentException(
                        "array " + i + " cannot be put behind array 0 along axis " + axis + ": " + difference);
            }
        }
        return concatenateAlike(arrays, axis);
    }

    /** At least one array, of which none {@linkplain #difference differs} from the first. */
    static NdArray concatenateAlike(List<NdArray> arrays, int axis) {
        NdArray first = arrays.get(0);
        if (axis < 0 || axis >= first.rank()) {
            throw new IllegalArgumentException(
                    "arrays of shape " + Shape.text(first.shape()) + " have no axis " + axis);
        }
        long length = 0;
        for (NdArray array : arrays) {
            length += array.length(axis);
        }
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "together the arrays are " + length + " long along axis " + axis + ", more than 2^31 - 1");
        }
        int[] shape = first.shape();
        shape[axis] = (int) length;
        return join(arrays, shape, axis);
    }

    /**
     * What keeps two arrays from being joined, in words; null if nothing does.
     *
     * @param axis the axis along which lengths may differ, or −1
     */
    static String difference(NdArray first, NdArray other, int axis) {
        if (other.dtype() != first.dtype()) {
            return "its type is " + other.dtype().numpyName() + ", not "
                    + first.dtype().numpyName();
        }
        boolean same = other.rank() == first.rank();
        for (int i = 0; same && i < first.rank(); i++) {
            same = i == axis || other.length(i) == first.length(i);
        }
        return same ? null : "its shape is " + Shape.text(other.shape()) + ", not " + Shape.text(first.shape());
    }

    private static NdArray first(List<NdArray> arrays) {
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("no arrays to join");
        }
        return arrays.get(0);
    }

    /** Copies runs of elements that stay together, those from {@code axis} on, of each array in turn. */
    private static NdArray join(List<NdArray> arrays, int[] shape, int axis) {
        NdArray first = arrays.get(0);
        int itemSize = 0;
        for (NdArray array : arrays) {
            itemSize = Math.max(itemSize, array.itemSize());
        }
        byte[] target = new byte[Shape.size(shape, itemSize) * itemSize];
        int outer = 1;
        for (int i = 0; i < axis && target.length > 0; i++) {
            outer *= shape[i];
        }
        int to = 0;
        for (int run = 0; run < outer; run++) {
            for (NdArray array : arrays) {
                int items = array.size() / outer;
                to = copy(array, run * items, items, itemSize, target, to);
            }
        }
        return NdArray.wrap(first.dtype(), itemSize, shape, target);
    }

    private static int copy(NdArray array, int from, int items, int itemSize, byte[] target, int to) {
        int narrow = array.itemSize();
        if (narrow == itemSize) {
            array.copyTo(from * itemSize, target, to, items * itemSize);
            return to + items * itemSize;
        }
        // A text array of a narrower width: each element is filled up with NUL.
        int at = to;
        for (int i = from; i < from + items; i++) {
            array.copyTo(i * narrow, target, at, narrow);
            at += itemSize;
        }
        return at;
    }
}
