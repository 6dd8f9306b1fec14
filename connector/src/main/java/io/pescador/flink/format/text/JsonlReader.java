// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.CharConversionException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes rows of JSON lines, and holds each to the first. */
final class JsonlReader implements LineCursor.Parser {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Keys that come later are rare enough to be named by hand. */
    private static final int LINES_WITH_KEYS = 100;

    private final LineReader lines;
    private final String path;
    private final Map<String, String> fields;
    private final Map<String, DType> declared;
    private final FormatSpec spec;
    private final ValueAccumulator values = new ValueAccumulator();

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    private final RowIndex index;

    private Columns columns;

    /**
     * @param fields name in the sample → key; empty for all keys of the first line
     * @param from where the lines begin
     * @param index knows what the lines before settled, and is told what these do
     */
    JsonlReader(
            LineReader lines,
            String path,
            Map<String, String> fields,
            FormatSpec spec,
            RowIndex.Mark from,
            RowIndex index) {
        this.lines = lines;
        this.path = path;
        this.fields = fields;
        this.declared = spec.types();
        this.spec = spec;
        this.index = index;
        if (!from.equals(RowIndex.Mark.START) && index.learned() instanceof Settled settled) {
            columns = new Columns(settled);
        } else if (!fields.isEmpty()) {
            columns = new Columns(List.copyOf(fields.keySet()), List.copyOf(fields.values()));
        }
    }

    /** The keys of the first lines of a file, in the order in which they come. */
    static List<String> keys(String path) throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        try (LineReader lines = LineReader.open(path)) {
            JsonlReader reader = new JsonlReader(
                    lines, path, Map.of(), FormatSpec.EVERYTHING, RowIndex.Mark.START, RowIndex.unshared());
            for (int seen = 0; seen < LINES_WITH_KEYS && lines.next(); seen += lines.blank() ? 0 : 1) {
                if (!lines.blank()) {
                    reader.addKeys(keys);
                }
            }
        }
        return List.copyOf(keys);
    }

    private void addKeys(Set<String> keys) throws IOException {
        checkText();
        try (JsonParser json = JSON.createParser(lines.bytes(), lines.start(), lines.length())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("is no JSON object: a line is {\"name\": value, …}");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                keys.add(json.currentName());
                json.nextToken();
                json.skipChildren();
            }
        } catch (JacksonException e) {
            throw wrong("is no JSON object: " + e.getOriginalMessage()).causedBy(e);
        }
    }

    /** What the first line settled. */
    private final class Columns {

        final List<String> names;
        final Map<String, Integer> places = new LinkedHashMap<>();
        final DType[] types;
        final long[] settledBy;
        FieldNames sampleNames;

        Columns(List<String> names, List<String> keys) {
            this.names = names;
            this.types = new DType[names.size()];
            this.settledBy = new long[names.size()];
            for (int i = 0; i < types.length; i++) {
                places.put(keys.get(i), i);
                types[i] = declared.get(names.get(i));
            }
        }

        Columns(Settled known) {
            this(known.names, known.keys);
            System.arraycopy(known.types, 0, types, 0, types.length);
            System.arraycopy(known.settledBy, 0, settledBy, 0, types.length);
        }

        /** The type of a column as the lines before the current one settled it; null if they did not. */
        DType typeOf(int place) {
            return settledBy[place] > lines.line() ? declared.get(names.get(place)) : types[place];
        }

        Settled settled() {
            return new Settled(names, List.copyOf(places.keySet()), types.clone(), settledBy.clone());
        }
    }

    /** What some lines settled, for readers that begin behind them. Not changed any more. */
    private record Settled(List<String> names, List<String> keys, DType[] types, long[] settledBy) {

        /** What a column takes in memory, roughly: its names. */
        private static final int COLUMN = 200;

        long columns() {
            return Arrays.stream(settledBy).filter(line -> line > 0).count();
        }

        long bytes() {
            return (long) COLUMN * types.length;
        }
    }

    /** Until all types are settled. A list without entries settles none. */
    @Override
    public boolean learns() {
        if (columns == null) {
            return true;
        }
        for (DType type : columns.types) {
            if (type == null) {
                return true;
            }
        }
        return false;
    }

    /** What is settled now is known before the next line is passed. */
    private void publish() {
        synchronized (index) {
            Settled settled = columns.settled();
            if (!(index.learned() instanceof Settled known) || known.columns() < settled.columns()) {
                index.learn(settled, settled.bytes());
            }
        }
    }

    @Override
    public Sample parse() throws IOException {
        checkText();
        try (JsonParser json = JSON.createParser(lines.bytes(), lines.start(), lines.length())) {
            return line(json);
        } catch (CharConversionException e) {
            throw wrong("is not UTF-8 text").causedBy(e);
        } catch (JacksonException e) {
            throw wrong("is no JSON object: " + e.getOriginalMessage()).causedBy(e);
        }
    }

    /** The parser guesses UTF-16 and UTF-32, and takes sequences that are not UTF-8. */
    private void checkText() throws FormatException {
        byte[] bytes = lines.bytes();
        int end = lines.start() + lines.length();
        int plain = lines.start();
        while (plain < end && bytes[plain] > 0) {
            plain++;
        }
        if (plain == end) {
            return;
        }
        try {
            if (bytes[plain] == 0) {
                throw wrong("is not UTF-8 text: it has a zero byte");
            }
            utf8.decode(ByteBuffer.wrap(bytes, plain, end - plain));
        } catch (CharacterCodingException e) {
            throw wrong("is not UTF-8 text").causedBy(e);
        }
    }

    private Sample line(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("is no JSON object: a line is {\"name\": value, …}");
        }
        Map<String, NdArray> found = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            if (columns != null && !columns.places.containsKey(key)) {
                if (fields.isEmpty()) {
                    throw wrong("has a key \"" + key + "\" that line " + first()
                            + " has not. Say which ones to read with `fields:`");
                }
                json.skipChildren();
                continue;
            }
            found.put(key, value(json, key));
        }
        if (json.nextToken() != null) {
            throw wrong("has something behind the object");
        }
        if (columns == null) {
            columns = new Columns(List.copyOf(found.keySet()), List.copyOf(found.keySet()));
            int i = 0;
            for (NdArray array : found.values()) {
                settle(i++, array.dtype(), array.size());
            }
            publish();
        }
        return sample(found);
    }

    private Sample sample(Map<String, NdArray> found) throws FormatException {
        if (columns.sampleNames == null) {
            columns.sampleNames = spec.names(columns.names, path);
            Columns all = columns;
            for (String name : declared.keySet()) {
                if (!all.names.contains(name)) {
                    throw wrong(
                            "types declares \"" + name + "\", but the samples have " + String.join(", ", all.names));
                }
            }
        }
        List<NdArray> arrays = new ArrayList<>(columns.sampleNames.size());
        for (Map.Entry<String, Integer> place : columns.places.entrySet()) {
            NdArray array = found.get(place.getKey());
            if (array == null) {
                throw wrong("has no \"" + place.getKey() + "\"; it has " + String.join(", ", found.keySet()));
            }
            arrays.add(array);
        }
        arrays.addAll(spec.constants());
        return Sample.of(columns.sampleNames, arrays.toArray(new NdArray[0]));
    }

    private NdArray value(JsonParser json, String key) throws IOException {
        values.clear();
        try {
            int[] shape = shape(json);
            int place = columns == null ? -1 : columns.places.get(key);
            DType type = columns == null ? declared.get(key) : columns.typeOf(place);
            if (type == null) {
                type = values.naturalType() == null ? DType.FLOAT64 : values.naturalType();
            }
            NdArray array = values.toArray(type, shape);
            if (place >= 0 && settle(place, type, array.size())) {
                publish();
            }
            return array;
        } catch (IllegalArgumentException e) {
            throw wrong("\"" + key + "\" " + e.getMessage() + settled(key)).causedBy(e);
        }
    }

    /** An empty list says nothing about its type. */
    private boolean settle(int place, DType type, int size) {
        if (size == 0 || columns.settledBy[place] != 0) {
            return false;
        }
        columns.types[place] = type;
        columns.settledBy[place] = lines.line();
        return true;
    }

    private String settled(String key) {
        Integer place = columns == null ? null : columns.places.get(key);
        if (place == null || columns.settledBy[place] == 0 || declared.containsKey(columns.names.get(place))) {
            return "";
        }
        return ": line " + columns.settledBy[place] + " has " + columns.types[place].numpyName()
                + ". Declare its type with `types:`";
    }

    private long first() {
        return Arrays.stream(columns.settledBy).filter(line -> line > 0).min().orElse(1);
    }

    /** Reads a value into the values. */
    private int[] shape(JsonParser json) throws IOException {
        int[] lengths = new int[NdArray.MAX_RANK];
        Arrays.fill(lengths, -1);
        int rank = nested(json, 0, lengths, -1);
        return Arrays.copyOf(lengths, rank);
    }

    /** @return the rank of the whole, once it is known */
    private int nested(JsonParser json, int depth, int[] lengths, int rank) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            if (rank >= 0 && rank != depth) {
                throw new IllegalArgumentException("is not rectangular: lists and values stand side by side");
            }
            leaf(json);
            return depth;
        }
        if (depth == NdArray.MAX_RANK) {
            throw new IllegalArgumentException("has more than " + NdArray.MAX_RANK + " axes");
        }
        if (rank == depth) {
            throw new IllegalArgumentException("is not rectangular: lists and values stand side by side");
        }
        int known = rank;
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            known = nested(json, depth + 1, lengths, known);
            length++;
        }
        if (lengths[depth] >= 0 && lengths[depth] != length) {
            throw new IllegalArgumentException("is not rectangular: lists of " + lengths[depth] + " and of " + length
                    + " entries stand side by side");
        }
        lengths[depth] = length;
        return length == 0 && known < 0 ? depth + 1 : known;
    }

    private void leaf(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case VALUE_NUMBER_INT -> {
                if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    BigInteger value = json.getBigIntegerValue();
                    if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
                        throw new IllegalArgumentException("has a whole number beyond 64 bits");
                    }
                    values.addUnsigned(value.longValue());
                } else {
                    values.add(json.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> values.add(json.getDoubleValue());
            case VALUE_TRUE -> values.add(true);
            case VALUE_FALSE -> values.add(false);
            case VALUE_STRING -> values.add(json.getText());
            case VALUE_NULL -> throw new IllegalArgumentException("is null, which no array can hold."
                    + " Leave it out with `fields:`, or write \"NaN\" and declare it float64 with `types:`");
            default -> throw new IllegalArgumentException(
                    "holds an object, which no array can. Leave it out with `fields:`");
        }
    }

    private FormatException wrong(String reason) {
        return FormatException.atLine(path, lines.line(), reason);
    }
}
