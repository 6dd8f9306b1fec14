// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Arrays as text: JSON for programs, numpy's manner for people. */
final class ArrayText {

    /** numpy's own: above this many elements only the edges are shown, */
    private static final int SHOWN = 1000;

    /** and this many at each edge. */
    private static final int EDGE = 3;

    private ArrayText() {}

    static void json(NdArray array, Appendable out) throws IOException {
        json(array, 0, 0, array.size(), out);
    }

    private static void json(NdArray array, int axis, int from, int size, Appendable out) throws IOException {
        if (axis == array.rank()) {
            jsonElement(array, from, out);
            return;
        }
        int length = array.length(axis);
        int part = length == 0 ? 0 : size / length;
        out.append('[');
        for (int i = 0; i < length; i++) {
            out.append(i == 0 ? "" : ",");
            json(array, axis + 1, from + i * part, part, out);
        }
        out.append(']');
    }

    private static void jsonElement(NdArray array, int index, Appendable out) throws IOException {
        if (array.dtype() == DType.BOOL) {
            out.append(array.getBoolean(index) ? "true" : "false");
        } else if (array.dtype().isText() || array.dtype().isFloating() && !Double.isFinite(array.getDouble(index))) {
            jsonString(array.getString(index), out);
        } else {
            out.append(number(array, index));
        }
    }

    /** Writes a text between quotes, escaped as JSON asks. Jackson's encoder would leave a surrogate without its partner as it is. */
    static void jsonString(String text, Appendable out) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // A surrogate without its partner would not survive UTF-8.
                    if (c < ' ' || Character.isSurrogate(c) && !paired(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean paired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** The decimal form of a number or truth value. */
    static String number(NdArray array, int index) {
        return switch (array.dtype()) {
            case BOOL -> array.getBoolean(index) ? "true" : "false";
            case FLOAT16, FLOAT32 -> Float.toString((float) array.getDouble(index));
            case FLOAT64 -> Double.toString(array.getDouble(index));
            case UINT64 -> Long.toUnsignedString(array.getLong(index));
            default -> Long.toString(array.getLong(index));
        };
    }

    static String repr(NdArray array) {
        StringBuilder out = new StringBuilder("array(");
        try {
            if (array.size() == 0) {
                out.append("[], shape=").append(Shape.text(array.shape()));
            } else {
                boolean whole = array.size() <= SHOWN;
                repr(array, 0, 0, array.size(), whole, out);
                out.append(whole ? "" : ", shape=" + Shape.text(array.shape()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder does not fail", e);
        }
        return out.append(", dtype=")
                .append(array.dtype().numpyName())
                .append(')')
                .toString();
    }

    private static void repr(NdArray array, int axis, int from, int size, boolean whole, StringBuilder out)
            throws IOException {
        if (axis == array.rank()) {
            if (array.dtype().isText()) {
                jsonString(array.getString(from), out);
            } else {
                out.append(number(array, from));
            }
            return;
        }
        int length = array.length(axis);
        int part = size / length;
        out.append('[');
        for (int i = 0; i < length; i++) {
            out.append(i == 0 ? "" : ", ");
            if (!whole && i == EDGE && length > 2 * EDGE) {
                out.append("..., ");
                i = length - EDGE;
            }
            repr(array, axis + 1, from + i * part, part, whole, out);
        }
        out.append(']');
    }
}
