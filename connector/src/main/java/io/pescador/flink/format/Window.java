// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;

/**
 * Cuts rows into items of {@code size} rows that follow each other, one item every {@code stride} rows. What does not fill an item at the end
 * is left out.
 */
@PublicEvolving
public record Window(int size, int stride) implements Serializable {

    public Window {
        if (size < 1) {
            throw new IllegalArgumentException("window is " + size + ": it takes at least one row");
        }
        if (stride < 1) {
            throw new IllegalArgumentException("stride is " + stride + ": windows are at least one row apart");
        }
    }

    /** How many items that many rows give. */
    public long items(long rows) {
        return rows < size ? 0 : (rows - size) / stride + 1;
    }
}
