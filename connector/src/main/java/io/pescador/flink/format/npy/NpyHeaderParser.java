// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the Python dictionary in an npy header. Of Python's literals it knows strings, whole numbers, truth values and tuples, which is what
 * plain arrays need; everything else is refused, so nothing here can run, recurse or grow.
 */
final class NpyHeaderParser {

    private final String text;
    private final String file;
    private final String array;
    private int at;

    private String descr;
    private Boolean fortranOrder;
    private long[] shape;

    NpyHeaderParser(String text, String file, String array) {
        this.text = text;
        this.file = file;
        this.array = array;
    }

    NpyHeader parse(int headerLength) throws FormatException {
        expect('{');
        Set<String> seen = new HashSet<>();
        while (!take('}')) {
            String key = string("a key");
            if (!seen.add(key)) {
                throw wrong("key '" + key + "' is there twice");
            }
            expect(':');
            switch (key) {
                case "descr" -> descr = descr();
                case "fortran_order" -> fortranOrder = truth();
                case "shape" -> shape = shape();
                default -> throw wrong("key '" + key + "' is none of descr, fortran_order, shape");
            }
            if (!take(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw wrong("something follows the dictionary");
        }
        if (descr == null || fortranOrder == null || shape == null) {
            throw wrong("one of descr, fortran_order, shape is missing");
        }
        return header(headerLength);
    }

    private NpyHeader header(int headerLength) throws FormatException {
        int start = !descr.isEmpty() && "<>|=".indexOf(descr.charAt(0)) >= 0 ? 1 : 0;
        boolean swapped = start == 1 && descr.charAt(0) == '>';
        String type = descr.substring(start);
        char kind = type.isEmpty() ? ' ' : type.charAt(0);
        DType dtype = DType.ofCode(type.equals("?") ? "b1" : type);
        if (dtype == null) {
            dtype = switch (kind) {
                case 'U' -> DType.STRING;
                case 'S', 'a' -> DType.BYTES;
                default -> throw refused(kind);
            };
        }
        int itemSize = dtype.isText() ? width(type, dtype) : dtype.itemSize();
        checkSize(itemSize);
        return new NpyHeader(dtype, itemSize, swapped && dtype.wordSize() > 1, fortranOrder, shape, headerLength);
    }

    private FormatException refused(char kind) {
        String what =
                switch (kind) {
                    case 'O' -> "an object array: Python objects are pickled, and reading a pickle runs the code in it."
                            + " Save numbers or texts of one type";
                    case 'c' -> "of a complex type. Save real and imaginary part as two arrays";
                    case 'V' -> "of raw bytes (void). Save numbers or texts of one type";
                    case 'M', 'm' -> "of dates or time spans. Save them as integers, x.astype('i8')";
                    case 'f' -> "of a floating-point type beyond 64 bits. Save it as x.astype('f8')";
                    default -> "of a type that is not known here";
                };
        return NpyHeader.wrong(file, array, "is " + what + " (descr '" + descr + "')");
    }

    private int width(String type, DType dtype) throws FormatException {
        String digits = type.substring(1);
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong("'" + descr + "' has no width");
        }
        long bytes = Long.parseLong(digits) * dtype.wordSize();
        if (bytes == 0 || bytes > Integer.MAX_VALUE) {
            throw wrong("'" + descr + "' is a text of a width that cannot be read");
        }
        return (int) bytes;
    }

    /** Whatever a header claims, sizes that are computed from it must not overflow. */
    private void checkSize(int itemSize) throws FormatException {
        boolean empty = false;
        for (long axis : shape) {
            empty |= axis == 0;
        }
        long bytes = itemSize;
        for (long axis : shape) {
            if (empty ? axis > Integer.MAX_VALUE : axis > Long.MAX_VALUE / 2 / bytes) {
                throw wrong("no file is as large as its shape asks");
            }
            bytes *= empty ? 1 : axis;
        }
    }

    private String descr() throws FormatException {
        skipSpace();
        if (at < text.length() && (text.charAt(at) == '[' || text.charAt(at) == '(' || text.charAt(at) == '{')) {
            throw NpyHeader.wrong(
                    file, array, "is of a structured type. Save each of its fields as an array of its own");
        }
        return string("the type");
    }

    private boolean truth() throws FormatException {
        skipSpace();
        if (text.startsWith("True", at)) {
            at += 4;
            return true;
        }
        if (text.startsWith("False", at)) {
            at += 5;
            return false;
        }
        throw wrong("fortran_order is neither True nor False");
    }

    private long[] shape() throws FormatException {
        expect('(');
        List<Long> axes = new ArrayList<>();
        while (!take(')')) {
            axes.add(axis());
            if (axes.size() > NdArray.MAX_RANK) {
                throw wrong("the shape has more than " + NdArray.MAX_RANK + " axes");
            }
            if (!take(',')) {
                expect(')');
                if (axes.size() == 1) {
                    throw wrong("the shape is a number, not a tuple");
                }
                break;
            }
        }
        return axes.stream().mapToLong(Long::longValue).toArray();
    }

    private long axis() throws FormatException {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '-') {
            throw wrong("the shape has an axis of negative length");
        }
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw wrong("the shape is no tuple of whole numbers");
        }
        if (at - from > 18) {
            throw wrong("no file is as large as its shape asks");
        }
        long value = Long.parseLong(text.substring(from, at));
        if (at < text.length() && text.charAt(at) == 'L') {
            // Python 2 wrote long integers so.
            at++;
        }
        return value;
    }

    private String string(String what) throws FormatException {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw wrong("where " + what + " should be, there is no quoted text");
        }
        String value = text.substring(at + 1, end);
        if (value.indexOf('\\') >= 0 || value.indexOf('\n') >= 0) {
            throw wrong(what + " has a character that cannot be in it");
        }
        at = end + 1;
        return value;
    }

    private void expect(char c) throws FormatException {
        if (!take(c)) {
            throw wrong("'" + c + "' is missing at character " + at);
        }
    }

    private boolean take(char c) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private FormatException wrong(String reason) {
        String shown = text.strip();
        shown = shown.length() > 120 ? shown.substring(0, 120) + "…" : shown;
        return NpyHeader.wrong(file, array, "its npy header is wrong: " + reason + ": " + shown);
    }
}
