// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import org.apache.flink.annotation.Internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an unquoted word of a plan means: a number, {@code true} or {@code false}, nothing, or itself.
 *
 * <p>It is YAML 1.2's core schema with two differences. Numbers may be written {@code 5_000_000} or {@code 5M} ({@code k}, {@code M}, {@code G}
 * for thousands, millions, thousand millions). A number does not begin with a superfluous zero: {@code 010} is a word, as are {@code yes},
 * {@code no}, {@code on} and {@code off}, since all of these are names of classes.
 */
@Internal
public final class Scalars {

    private static final Pattern NUMBER =
            Pattern.compile("([-+]?)((?:0|[1-9][0-9_]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:([eE][-+]?[0-9]+)|([kMG]))?");
    private static final Pattern INFINITY = Pattern.compile("([-+]?)\\.(?:inf|Inf|INF)");

    private Scalars() {}

    /** @return a Long, a Double, a Boolean, a String, or null */
    public static Object read(String word) {
        switch (word) {
            case "", "~", "null", "Null", "NULL":
                return null;
            case "true", "True", "TRUE":
                return true;
            case "false", "False", "FALSE":
                return false;
            case ".nan", ".NaN", ".NAN":
                return Double.NaN;
            default:
        }
        Matcher infinity = INFINITY.matcher(word);
        if (infinity.matches()) {
            return infinity.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        Matcher number = NUMBER.matcher(word);
        if (!number.matches() || word.endsWith("_")) {
            return word;
        }
        return number(
                number.group(1) + number.group(2).replace("_", ""),
                number.group(3) == null ? "" : number.group(3),
                number.group(4) == null ? "" : number.group(4));
    }

    /** @return the whole number that {@code text} stands for, or null if it is none */
    public static Long whole(String text) {
        return whole(read(text));
    }

    static Long whole(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        boolean whole = value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63;
        return whole ? (Long) ((Double) value).longValue() : null;
    }

    private static Object number(String digits, String exponent, String unit) {
        long factor =
                switch (unit) {
                    case "k" -> 1_000L;
                    case "M" -> 1_000_000L;
                    case "G" -> 1_000_000_000L;
                    default -> 1L;
                };
        if (digits.contains(".") || !exponent.isEmpty()) {
            double value = Double.parseDouble(digits + exponent) * factor;
            boolean whole = factor > 1 && value == Math.rint(value) && Math.abs(value) < 0x1p53;
            return whole ? (Object) (long) value : (Object) value;
        }
        try {
            return Math.multiplyExact(Long.parseLong(digits), factor);
        } catch (NumberFormatException | ArithmeticException e) {
            return Double.parseDouble(digits) * factor;
        }
    }
}
