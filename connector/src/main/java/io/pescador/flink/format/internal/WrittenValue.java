// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.record.DType;

import org.apache.flink.annotation.Internal;

/** A value as a plan writes it. */
@Internal
public final class WrittenValue {

    private WrittenValue() {}

    /**
     * Adds it to an array.
     *
     * @throws ValueException if it is none of that type; the message goes on after the name of the array
     */
    public static void add(String text, DType type, ValueAccumulator values) {
        try {
            switch (type) {
                case STRING -> values.add(text);
                case BOOL -> values.add(truth(text));
                case UINT64 -> unsigned(Long.parseUnsignedLong(text), values);
                case FLOAT16, FLOAT32, FLOAT64 -> values.add(Double.parseDouble(text));
                default -> values.add(Long.parseLong(text));
            }
        } catch (NumberFormatException e) {
            throw wrong(text, type);
        }
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(text, DType.BOOL);
        };
    }

    private static void unsigned(long value, ValueAccumulator values) {
        if (value < 0) {
            values.addUnsigned(value);
        } else {
            values.add(value);
        }
    }

    private static ValueException wrong(String text, DType type) {
        return new ValueException("has an empty place (null), for which `nulls:` gives \"" + text + "\", which is no "
                + type.numpyName());
    }
}
