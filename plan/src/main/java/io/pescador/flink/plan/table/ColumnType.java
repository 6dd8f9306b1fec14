// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.table;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * The type of a column: arrays in arrays, one level for each axis.
 *
 * @param depth how many levels of {@code ARRAY<…>} there are; the last axis is not among them where the elements are {@code BYTES}
 * @param element what is in the innermost
 */
@Internal
public record ColumnType(int depth, ElementType element) implements Serializable {

    /** The type that holds such arrays in the fewest bytes. */
    static ColumnType of(NdArray array) {
        return array.rank() > 0 && array.dtype() == DType.UINT8
                ? new ColumnType(array.rank() - 1, ElementType.BYTES)
                : new ColumnType(array.rank(), ElementType.of(array.dtype()));
    }

    /** The number of axes of the arrays. */
    public int rank() {
        return depth + (element == ElementType.BYTES ? 1 : 0);
    }

    /** Whether it holds all values of such an array exactly. */
    public boolean holds(NdArray array) {
        return array.rank() == rank() && element.holds(array.dtype());
    }

    /** How SQL writes it. */
    public String sql() {
        return "ARRAY<".repeat(depth) + element.sql() + ">".repeat(depth);
    }
}
