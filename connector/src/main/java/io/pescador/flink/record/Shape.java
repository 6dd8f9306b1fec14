// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;

/** Arithmetic of shapes that cannot overflow unnoticed. */
@Internal
public final class Shape {

    /** numpy's own bound since version 2. */
    static final int MAX_RANK = 64;

    /** What the largest Java array holds on every virtual machine. */
    static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private Shape() {}

    /**
     * The number of elements.
     *
     * @throws IllegalArgumentException if there are too many axes, one is negative, or the elements would take more bytes than an array
     *     can hold
     */
    static int size(int[] shape, int itemSize) {
        if (shape.length > MAX_RANK) {
            throw new IllegalArgumentException("an array has at most " + MAX_RANK + " axes, not " + shape.length);
        }
        boolean empty = false;
        for (int length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("shape " + text(shape) + " has an axis of negative length");
            }
            empty |= length == 0;
        }
        if (empty) {
            return 0;
        }
        long size = 1;
        for (int length : shape) {
            size *= length;
            if (size * itemSize > MAX_BYTES) {
                throw new IllegalArgumentException("shape " + text(shape) + " of " + itemSize
                        + "-byte elements is beyond the 2 GiB that one array can hold");
            }
        }
        return (int) size;
    }

    /** The shape without its first axis. */
    static int[] tail(int[] shape) {
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    /** As Python writes it: {@code (3, 4)}, {@code (3,)}, {@code ()}. */
    static String text(int[] shape) {
        return text(Arrays.stream(shape).asLongStream().toArray());
    }

    /** The same for an array that may be too long for memory. */
    public static String text(long[] shape) {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ").append(shape[i]);
        }
        return text.append(shape.length == 1 ? ",)" : ")").toString();
    }
}
