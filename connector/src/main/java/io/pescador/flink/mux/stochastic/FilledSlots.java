// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;

import java.util.Arrays;

/** The slots that a pick filled, in this order, until they are taken. */
final class FilledSlots {

    private int[] slots = new int[1];
    private int size;
    private int taken;

    void clear() {
        if (size > 0) {
            size = 0;
            taken = 0;
        }
    }

    void add(int slot) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
        }
        slots[size++] = slot;
    }

    /** The next one; {@link Picker#NONE} if all are taken. */
    int take() {
        return taken < size ? slots[taken++] : Picker.NONE;
    }
}
