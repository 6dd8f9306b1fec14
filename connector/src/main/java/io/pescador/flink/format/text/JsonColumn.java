// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.format.internal.ValueException;
import io.pescador.flink.format.internal.WrittenValue;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;

/** What a line of JSON has for one array: values, and lists of them, and what becomes of nulls. */
final class JsonColumn {

    /** No whole number of 64 bits has more characters. */
    private static final int MOST_DIGITS = 20;

    private final String path;
    private final String fill;
    private final Skip skip;
    private final ValueAccumulator values = new ValueAccumulator();
    private final int[] lengths = new int[NdArray.MAX_RANK];
    private int rank;
    private DType type;
    private boolean seen;
    private boolean skipped;

    /** When a null leaves the line out. */
    enum Skip {
        NEVER,
        WITHOUT_NAN,
        ALWAYS
    }

    /**
     * @param path of keys that leads to the values, joined by dots
     * @param fill what stands for null, or null: nothing does
     * @param skip when a null leaves the line out
     */
    JsonColumn(String path, String fill, Skip skip) {
        this.path = path;
        this.fill = fill;
        this.skip = skip;
    }

    String path() {
        return path;
    }

    /** Begins a line. */
    void begin(DType expected) {
        type = expected;
        values.clear();
        Arrays.fill(lengths, -1);
        rank = -1;
        seen = false;
        skipped = false;
    }

    /** Begins an entry of a list of objects. */
    void beginEntry() {
        seen = false;
    }

    /** Whether the line, or the entry of a list of objects, has had something for this array. */
    boolean seen() {
        return seen;
    }

    /** Whether a null leaves the line out. */
    boolean skipped() {
        return skipped;
    }

    /** Whether there is a rule for null, which what is missing counts as. */
    boolean takesNull() {
        return fill != null || skip != Skip.NEVER;
    }

    /** The type that follows from the values; null if there are none. */
    DType naturalType() {
        return values.naturalType();
    }

    /** @throws ValueException if the values are not of that type */
    NdArray array(DType of) {
        return values.toArray(of, Arrays.copyOf(lengths, rank));
    }

    /**
     * Takes the value that begins at the parser's token.
     *
     * @param depth how many lists of objects it lies in
     */
    void take(JsonParser json, int depth) throws IOException {
        takeOnce();
        rank = nested(json, depth, rank);
    }

    /** Marks the array as seen. */
    void takeOnce() {
        if (seen) {
            throw new ValueException("is there twice");
        }
        seen = true;
    }

    /** Takes a null for a value that is not there. */
    void missing(int depth) {
        seen = true;
        checkRank(depth);
        rank = depth;
        empty();
    }

    /** Ends a list of objects. */
    void endList(int depth, int length) {
        seen = true;
        length(depth, length);
        rank = length == 0 && rank < 0 ? depth + 1 : rank;
    }

    private void length(int depth, int length) {
        if (lengths[depth] >= 0 && lengths[depth] != length) {
            throw new ValueException("is not rectangular: lists of " + lengths[depth] + " and of " + length
                    + " entries stand side by side");
        }
        lengths[depth] = length;
    }

    private void checkRank(int depth) {
        if (rank >= 0 && rank != depth) {
            throw new ValueException("is not rectangular: lists and values stand side by side");
        }
    }

    /** @return the rank of the whole, once it is known */
    private int nested(JsonParser json, int depth, int known) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            if (known >= 0 && known != depth) {
                throw new ValueException("is not rectangular: lists and values stand side by side");
            }
            leaf(json);
            return depth;
        }
        if (depth == NdArray.MAX_RANK) {
            throw new ValueException("has more than " + NdArray.MAX_RANK + " axes");
        }
        if (known == depth) {
            throw new ValueException("is not rectangular: lists and values stand side by side");
        }
        int inner = known;
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            inner = nested(json, depth + 1, inner);
            length++;
        }
        length(depth, length);
        return length == 0 && inner < 0 ? depth + 1 : inner;
    }

    private void leaf(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case VALUE_NUMBER_INT -> whole(json);
            case VALUE_NUMBER_FLOAT -> values.add(json.getDoubleValue());
            case VALUE_TRUE -> values.add(true);
            case VALUE_FALSE -> values.add(false);
            case VALUE_STRING -> values.add(json.getText());
            case VALUE_NULL -> empty();
            default -> throw new ValueException("holds an object, which no array can. Read the values in it by their"
                    + " paths, with `fields: {name: " + path + ".key}`, or leave it out");
        }
    }

    private void whole(JsonParser json) throws IOException {
        if (json.getTextLength() < MOST_DIGITS - 1) {
            values.add(json.getLongValue());
            return;
        }
        BigInteger value = json.getTextLength() > MOST_DIGITS ? null : new BigInteger(json.getText());
        if (value != null && value.bitLength() < Long.SIZE) {
            values.add(value.longValue());
        } else if (value != null && value.signum() > 0 && value.bitLength() == Long.SIZE) {
            values.addUnsigned(value.longValue());
        } else if (type != null && type.isFloating()) {
            values.add(Double.parseDouble(json.getText()));
        } else {
            throw new ValueException("has a whole number beyond 64 bits. Declare it float64 with `types:`, if it need"
                    + " not be exact");
        }
    }

    private void empty() {
        boolean holdsNaN = type != null && type.isFloating();
        if (fill != null) {
            DType natural = type == null ? values.naturalType() : type;
            WrittenValue.add(fill, natural == null ? CsvCell.infer(fill) : natural, values);
        } else if (skip == Skip.ALWAYS || skip == Skip.WITHOUT_NAN && !holdsNaN) {
            skipped = true;
        } else if (holdsNaN) {
            values.add(Double.NaN);
        } else {
            throw new ValueException("is null, which no " + (type == null ? "" : type.numpyName() + " ")
                    + "array can hold. Say with `nulls:`"
                    + " what stands for it, or skip_row; or leave it out with `fields:`");
        }
    }
}
