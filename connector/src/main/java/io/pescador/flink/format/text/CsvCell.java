// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.format.internal.ValueException;
import io.pescador.flink.record.DType;

import java.util.Locale;

/** What a cell of a CSV file means. */
final class CsvCell {

    private static final int SHOWN = 60;

    private CsvCell() {}

    /** The type that a cell has by itself: int64, float64 or str. */
    static DType infer(String cell) {
        if (isWhole(cell)) {
            return DType.INT64;
        }
        return number(cell) == null ? DType.STRING : DType.FLOAT64;
    }

    /**
     * Adds a cell to an array of a type.
     *
     * @throws ValueException if it is none of that type
     */
    static void add(String cell, DType type, ValueAccumulator values) {
        if (type == DType.STRING) {
            values.add(cell);
        } else if (type == DType.BOOL) {
            values.add(truth(cell));
        } else if (type == DType.UINT64 && isBeyondLong(cell)) {
            values.addUnsigned(unsigned(cell));
        } else if (type.isInteger()) {
            if (!isWhole(cell)) {
                throw new ValueException("\"" + shown(cell) + "\" is no " + type.numpyName());
            }
            values.add(Long.parseLong(cell));
        } else {
            Double value = number(cell);
            if (value == null) {
                throw new ValueException("\"" + shown(cell) + "\" is no " + type.numpyName());
            }
            values.add(value.doubleValue());
        }
    }

    /** A cell as a message has it. */
    static String shown(String cell) {
        return cell.length() <= SHOWN ? cell : cell.substring(0, SHOWN) + "…";
    }

    private static boolean truth(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new ValueException("\"" + shown(cell) + "\" is no bool: it is true or false, 1 or 0");
        };
    }

    /** Digits with a sign, in the range of a long. */
    private static boolean isWhole(String cell) {
        return isDigits(cell) && fitsLong(cell);
    }

    /** Whether it is a whole number that only a floating-point number or a text can hold, or an unsigned one perhaps. */
    static boolean isBeyondLong(String cell) {
        return isDigits(cell) && !fitsLong(cell);
    }

    private static boolean isDigits(String cell) {
        int from = signLength(cell);
        for (int i = from; i < cell.length(); i++) {
            if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
                return false;
            }
        }
        return cell.length() > from;
    }

    private static int signLength(String cell) {
        return !cell.isEmpty() && (cell.charAt(0) == '-' || cell.charAt(0) == '+') ? 1 : 0;
    }

    private static boolean fitsLong(String digits) {
        if (digits.length() - signLength(digits) < 19) {
            return true;
        }
        try {
            Long.parseLong(digits);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static long unsigned(String cell) {
        try {
            return Long.parseUnsignedLong(cell);
        } catch (NumberFormatException e) {
            throw new ValueException("\"" + shown(cell) + "\" is no uint64");
        }
    }

    /** The number that a cell is, or null. Java would take type letters, hexadecimals and blanks, which no other tool does. */
    private static Double number(String cell) {
        if (cell.isEmpty()) {
            return Double.NaN;
        }
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return notFinite(cell);
            }
        }
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Double notFinite(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }
}
