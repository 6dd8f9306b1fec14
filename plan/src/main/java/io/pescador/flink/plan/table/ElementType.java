// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.table;

import io.pescador.flink.record.DType;

import org.apache.flink.annotation.Internal;

/** What the elements of an array are in SQL. */
@Internal
public enum ElementType {
    BOOLEAN(DType.BOOL, "BOOLEAN"),
    TINYINT(DType.INT8, "TINYINT"),
    SMALLINT(DType.INT16, "SMALLINT"),
    INT(DType.INT32, "INT"),
    BIGINT(DType.INT64, "BIGINT"),
    /** SQL has no larger whole numbers. */
    DECIMAL(DType.UINT64, "DECIMAL(20, 0)"),
    FLOAT(DType.FLOAT32, "FLOAT"),
    DOUBLE(DType.FLOAT64, "DOUBLE"),
    STRING(DType.STRING, "STRING"),
    /** The last axis of an array of {@link DType#UINT8}. */
    BYTES(DType.UINT8, "BYTES");

    private final DType same;
    private final String sql;

    ElementType(DType same, String sql) {
        this.same = same;
        this.sql = sql;
    }

    /** The smallest type that holds each value. */
    static ElementType of(DType type) {
        return switch (type) {
            case BOOL -> BOOLEAN;
            case INT8 -> TINYINT;
            case INT16, UINT8 -> SMALLINT;
            case INT32, UINT16 -> INT;
            case INT64, UINT32 -> BIGINT;
            case UINT64 -> DECIMAL;
            case FLOAT16, FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case STRING, BYTES -> STRING;
        };
    }

    /** Whether it holds each value of a type exactly. */
    public boolean holds(DType type) {
        if (type == same) {
            return true;
        }
        if (type.isInteger()) {
            boolean isSigned = type.descr(0).charAt(1) == 'i';
            return bits() >= 8 * type.itemSize() - (isSigned ? 1 : 0);
        }
        return type == DType.FLOAT16 && this == FLOAT
                || (type == DType.FLOAT16 || type == DType.FLOAT32) && this == DOUBLE
                || type == DType.BYTES && this == STRING;
    }

    /** How many binary digits of whole numbers it holds, of either sign. */
    private int bits() {
        return switch (this) {
            case TINYINT, SMALLINT, INT, BIGINT -> 8 * same.itemSize() - 1;
            case FLOAT -> 24;
            case DOUBLE -> 53;
            default -> 0;
        };
    }

    /** How SQL writes it. */
    public String sql() {
        return sql;
    }
}
