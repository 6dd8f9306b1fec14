// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.record.DType;

import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

import java.util.Map;

/**
 * What the values of a column are, and what they become.
 *
 * @param length bytes of a value of fixed length
 * @param dtype of the elements; UINT8 for bytes that are no text, each value of which is an array by itself
 * @param scale digits of a decimal number after the point
 * @param refusal why such values cannot be read; null if they can
 */
record ParquetType(PrimitiveTypeName physical, int length, Meaning meaning, DType dtype, int scale, String refusal) {

    /** How bits become values where the physical type does not say it. */
    enum Meaning {
        NUMBER,
        TEXT,
        BYTES,
        DECIMAL,
        HALF,
        /** Nanoseconds of a day and the day, in twelve bytes. */
        OLD_TIME
    }

    private static final PrimitiveTypeName[] PHYSICAL = {
        PrimitiveTypeName.BOOLEAN,
        PrimitiveTypeName.INT32,
        PrimitiveTypeName.INT64,
        PrimitiveTypeName.INT96,
        PrimitiveTypeName.FLOAT,
        PrimitiveTypeName.DOUBLE,
        PrimitiveTypeName.BINARY,
        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
    };

    /** The bytes of a float16. */
    private static final int HALF = 2;

    /** A decimal number of more digits than a float64 has in any case is no number that somebody meant. */
    private static final int MOST_SCALE = 400;

    /** @param element of the schema in a footer, one with a physical type */
    static ParquetType of(Map<Integer, Object> element) {
        long number = ParquetFile.number(element, 1, -1);
        int converted = (int) ParquetFile.number(element, 6, -1);
        Map<Integer, Object> logical = ParquetFile.struct(element, 10);
        int length = (int) ParquetFile.number(element, 2, 0);
        if (number < 0 || number >= PHYSICAL.length) {
            return refused(PrimitiveTypeName.BINARY, "is of a type that is not known here, number " + number);
        }
        PrimitiveTypeName physical = PHYSICAL[(int) number];
        boolean fixed = physical == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        if (fixed && length <= 0) {
            return refused(physical, "is of fixed length, but has none");
        }
        if (converted == 21) {
            return refused(physical, "is an interval of time");
        }
        if (physical == PrimitiveTypeName.INT96) {
            return new ParquetType(physical, 12, Meaning.OLD_TIME, DType.INT64, 0, null);
        }
        if (converted == 5 || logical.containsKey(5)) {
            return decimal(element, physical, length);
        }
        if (fixed && length == HALF && logical.containsKey(15)) {
            return new ParquetType(physical, length, Meaning.HALF, DType.FLOAT16, 0, null);
        }
        boolean time = converted >= 6 && converted <= 10
                || logical.containsKey(6)
                || logical.containsKey(7)
                || logical.containsKey(8);
        if (physical == PrimitiveTypeName.BINARY || fixed) {
            boolean text = converted == 0
                    || converted == 4
                    || converted == 19
                    || logical.containsKey(1)
                    || logical.containsKey(4)
                    || logical.containsKey(12);
            return text
                    ? new ParquetType(physical, length, Meaning.TEXT, DType.STRING, 0, null)
                    : new ParquetType(physical, length, Meaning.BYTES, DType.UINT8, 0, null);
        }
        DType dtype = time ? DType.INT64 : number(physical, converted, ParquetFile.struct(logical, 10));
        return new ParquetType(physical, length, Meaning.NUMBER, dtype, 0, null);
    }

    private static ParquetType refused(PrimitiveTypeName physical, String reason) {
        return new ParquetType(physical, 1, Meaning.BYTES, DType.UINT8, 0, reason);
    }

    private static ParquetType decimal(Map<Integer, Object> element, PrimitiveTypeName physical, int length) {
        Map<Integer, Object> logical = ParquetFile.struct(ParquetFile.struct(element, 10), 5);
        long scale = ParquetFile.number(logical, 1, ParquetFile.number(element, 7, 0));
        if (scale < 0 || scale > MOST_SCALE) {
            return refused(physical, "is a decimal number with " + scale + " digits after the point");
        }
        return new ParquetType(physical, length, Meaning.DECIMAL, DType.FLOAT64, (int) scale, null);
    }

    private static DType number(PrimitiveTypeName type, int converted, Map<Integer, Object> integer) {
        int bits = (int)
                ParquetFile.number(integer, 1, converted >= 11 && converted <= 18 ? 8 << (converted - 11) % 4 : 0);
        boolean signed = integer.isEmpty() ? converted < 11 || converted > 14 : !Boolean.FALSE.equals(integer.get(2));
        return switch (type) {
            case BOOLEAN -> DType.BOOL;
            case INT32 -> switch (bits) {
                case 8 -> signed ? DType.INT8 : DType.UINT8;
                case 16 -> signed ? DType.INT16 : DType.UINT16;
                default -> signed ? DType.INT32 : DType.UINT32;
            };
            case INT64 -> signed ? DType.INT64 : DType.UINT64;
            case FLOAT -> DType.FLOAT32;
            default -> DType.FLOAT64;
        };
    }
}
