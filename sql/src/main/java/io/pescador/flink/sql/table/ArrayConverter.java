// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.plan.table.ColumnType;
import io.pescador.flink.plan.table.ElementType;
import io.pescador.flink.record.NdArray;

import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Makes Flink's internal data of arrays. */
final class ArrayConverter implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int DIGITS_OF_64_BITS = 20;

    private final ColumnType type;

    private ArrayConverter(ColumnType type) {
        this.type = type;
    }

    static ArrayConverter to(ColumnType type) {
        return new ArrayConverter(type);
    }

    /** The type of a declared column; null if no array can be one. */
    static ColumnType type(LogicalType declared) {
        int depth = 0;
        LogicalType inner = declared;
        while (inner instanceof ArrayType array) {
            depth++;
            inner = array.getElementType();
        }
        ElementType element =
                switch (inner.getTypeRoot()) {
                    case BOOLEAN -> ElementType.BOOLEAN;
                    case TINYINT -> ElementType.TINYINT;
                    case SMALLINT -> ElementType.SMALLINT;
                    case INTEGER -> ElementType.INT;
                    case BIGINT -> ElementType.BIGINT;
                    case FLOAT -> ElementType.FLOAT;
                    case DOUBLE -> ElementType.DOUBLE;
                    case DECIMAL -> ((DecimalType) inner).getPrecision() == DIGITS_OF_64_BITS
                                    && ((DecimalType) inner).getScale() == 0
                            ? ElementType.DECIMAL
                            : null;
                    case VARCHAR -> ((VarCharType) inner).getLength() == VarCharType.MAX_LENGTH
                            ? ElementType.STRING
                            : null;
                    case VARBINARY -> ((VarBinaryType) inner).getLength() == VarBinaryType.MAX_LENGTH
                            ? ElementType.BYTES
                            : null;
                    default -> null;
                };
        return element == null ? null : new ColumnType(depth, element);
    }

    ColumnType type() {
        return type;
    }

    /** @param array that the type {@linkplain ColumnType#holds holds} */
    Object convert(NdArray array) {
        return type.depth() == 0 ? value(array) : nested(array, type.depth());
    }

    private GenericArrayData nested(NdArray array, int depth) {
        if (depth == 1 && type.element() != ElementType.BYTES) {
            return vector(array);
        }
        Object[] rows = new Object[array.length(0)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = depth == 1 ? array.row(i).toByteArray() : nested(array.row(i), depth - 1);
        }
        return new GenericArrayData(rows);
    }

    private Object value(NdArray array) {
        return type.element() == ElementType.BYTES ? array.toByteArray() : element(array, 0);
    }

    private Object element(NdArray array, int i) {
        return switch (type.element()) {
            case BOOLEAN -> array.getBoolean(i);
            case TINYINT -> (byte) array.getLong(i);
            case SMALLINT -> (short) array.getLong(i);
            case INT -> (int) array.getLong(i);
            case BIGINT -> array.getLong(i);
            case DECIMAL -> unsigned(array.getLong(i));
            case FLOAT -> (float) array.getDouble(i);
            case DOUBLE -> array.getDouble(i);
            case STRING -> StringData.fromString(array.getString(i));
            case BYTES -> throw new IllegalStateException("bytes are no elements");
        };
    }

    private static DecimalData unsigned(long bits) {
        return DecimalData.fromBigDecimal(
                new BigDecimal(new BigInteger(Long.toUnsignedString(bits))), DIGITS_OF_64_BITS, 0);
    }

    private GenericArrayData vector(NdArray array) {
        int size = array.size();
        switch (type.element()) {
            case BOOLEAN -> {
                boolean[] values = new boolean[size];
                for (int i = 0; i < size; i++) {
                    values[i] = array.getBoolean(i);
                }
                return new GenericArrayData(values);
            }
            case TINYINT -> {
                byte[] values = new byte[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (byte) array.getLong(i);
                }
                return new GenericArrayData(values);
            }
            case SMALLINT -> {
                short[] values = new short[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (short) array.getLong(i);
                }
                return new GenericArrayData(values);
            }
            case INT -> {
                int[] values = new int[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (int) array.getLong(i);
                }
                return new GenericArrayData(values);
            }
            case BIGINT -> {
                return new GenericArrayData(array.toLongArray());
            }
            case FLOAT -> {
                return new GenericArrayData(array.toFloatArray());
            }
            case DOUBLE -> {
                return new GenericArrayData(array.toDoubleArray());
            }
            default -> {
                Object[] values = new Object[size];
                for (int i = 0; i < size; i++) {
                    values[i] = element(array, i);
                }
                return new GenericArrayData(values);
            }
        }
    }
}
