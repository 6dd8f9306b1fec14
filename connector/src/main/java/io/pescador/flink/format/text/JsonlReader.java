// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.format.internal.ValueException;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;

import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes rows of JSON lines, and holds each to the first. */
final class JsonlReader implements LineCursor.Parser {

    /** Characters, or keys, that a message shows. */
    private static final int SHOWN = 20;

    /** Keys that come later are rare enough to be named by hand. */
    private static final int LINES_WITH_KEYS = 100;

    /** Characters of a path that is looked for; objects are not followed deeper. */
    private static final int LONGEST_PATH = 1000;

    /** Lines have their own limit. What is deeper than this costs memory for each level, and means nothing. */
    private static final int MOST_NESTED = 100_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTED)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final LineReader lines;
    private final String path;
    private final Map<String, String> fields;
    private final Map<String, DType> declared;
    private final FormatSpec spec;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    private final RowIndex index;

    /** The first keys of the line that lead to no array. */
    private final List<String> unread = new ArrayList<>();

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

    /** The keys of the first lines of a file, and the paths of those in objects, in the order in which they come. */
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
        try {
            boolean own = ownOutput();
            try (JsonParser json = parser()) {
                begin(json);
                addKeys(json, "", keys, own);
            }
        } catch (JacksonException e) {
            throw wrong(broken(e)).causedBy(e);
        }
    }

    /**
     * Adds the paths of what is no object.
     *
     * @param prefix what paths begin with: the keys of the objects around
     * @param own whether the keys of the sample in the object are meant
     */
    private static void addKeys(JsonParser json, String prefix, Set<String> keys, boolean own) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = prefix + json.currentName();
            boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
            if (own && key.equals(JsonFields.SAMPLE)) {
                addKeys(json, "", keys, false);
            } else if (isObject && !own && prefix.length() < LONGEST_PATH) {
                addKeys(json, key + ".", keys, false);
            } else {
                json.skipChildren();
                if (!own) {
                    keys.add(key);
                }
            }
        }
    }

    /** What the first line settled. */
    private final class Columns {

        final List<String> names;
        final List<String> keys;
        final List<JsonColumn> columns = new ArrayList<>();
        final JsonFields fields;
        final DType[] types;
        final long[] settledBy;
        FieldNames sampleNames;

        Columns(List<String> names, List<String> keys) {
            this.names = names;
            this.keys = keys;
            this.types = new DType[names.size()];
            this.settledBy = new long[names.size()];
            for (int i = 0; i < types.length; i++) {
                String name = names.get(i);
                types[i] = declared.get(name);
                columns.add(column(keys.get(i), name));
            }
            fields = new JsonFields(columns);
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
            return new Settled(names, keys, types.clone(), settledBy.clone());
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

    @Override
    public boolean leavesOut() {
        return spec.leavesRowsOut();
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
    public BadRecords badRecords() {
        return spec.badRecords();
    }

    @Override
    public Sample parse() throws IOException {
        checkText();
        try {
            if (columns == null) {
                columns = discover();
            }
            try (JsonParser json = parser()) {
                return line(json);
            }
        } catch (CharConversionException e) {
            throw wrong("is not UTF-8 text").causedBy(e);
        } catch (JsonFields.ColumnException e) {
            throw wrong("\"" + e.path() + "\" " + e.getMessage()).causedBy(e);
        } catch (StreamConstraintsException e) {
            throw wrong("is nested deeper than " + MOST_NESTED).causedBy(e);
        } catch (JacksonException e) {
            throw wrong(broken(e)).causedBy(e);
        }
    }

    private JsonParser parser() throws IOException {
        return JSON.createParser(lines.bytes(), lines.start(), lines.length());
    }

    /** What is wrong with a line that is no JSON, by the place where the parser stopped. */
    private String broken(JacksonException e) {
        long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset() - lines.start();
        if (e instanceof JsonEOFException) {
            return "is no JSON object: it ends early. A line is {\"name\": value, …}";
        }
        at = Math.max(0, Math.min(at, lines.length() - 1));
        int from = lines.start() + (int) at;
        int length = Math.min(SHOWN, lines.length() - (int) at);
        String near =
                new String(lines.bytes(), from, length, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\uFFFD]", "?");
        return "is no JSON object: it cannot be read near character " + (at + 1) + ", \"" + near + "\"";
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

    private JsonColumn column(String key, String name) {
        Nulls nulls = spec.nulls();
        JsonColumn.Skip skip = nulls.skipsRow(name, true)
                ? JsonColumn.Skip.ALWAYS
                : nulls.skipsRow(name, false) ? JsonColumn.Skip.WITHOUT_NAN : JsonColumn.Skip.NEVER;
        return new JsonColumn(key, nulls.fills().get(name), skip);
    }

    /** The arrays that the first line has. */
    private Columns discover() throws IOException {
        List<String> keys = new ArrayList<>();
        try (JsonParser json = parser()) {
            begin(json);
            boolean own = ownOutput();
            while (json.nextToken() != JsonToken.END_OBJECT && json.currentToken() != null) {
                String key = json.currentName();
                json.nextToken();
                if (own && !key.equals(JsonFields.SAMPLE)) {
                    json.skipChildren();
                } else if (own && json.currentToken() == JsonToken.START_OBJECT) {
                    while (json.nextToken() != JsonToken.END_OBJECT) {
                        found(json, keys);
                    }
                } else {
                    find(json, key, keys);
                }
            }
        }
        if (keys.isEmpty() && spec.unreadable() == FormatSpec.Unreadable.LEFT_OUT) {
            throw wrong("has nothing that can be read");
        }
        return new Columns(List.copyOf(keys), List.copyOf(keys));
    }

    private void found(JsonParser json, List<String> keys) throws IOException {
        String key = json.currentName();
        json.nextToken();
        find(json, key, keys);
    }

    private void find(JsonParser json, String key, List<String> keys) throws IOException {
        if (keys.contains(key)) {
            throw wrong("\"" + key + "\" is there twice");
        }
        if (spec.unreadable() == FormatSpec.Unreadable.REFUSED) {
            json.skipChildren();
            keys.add(key);
            return;
        }
        JsonStreamContext object =
                json.currentToken().isStructStart() ? json.getParsingContext().getParent() : json.getParsingContext();
        JsonColumn column = column(key, key);
        column.begin(declared.get(key));
        try {
            column.take(json, 0);
            keys.add(key);
        } catch (ValueException e) {
            while (json.getParsingContext() != object) {
                json.nextToken();
            }
        }
    }

    /** Whether the line is a sample as the command line writes it, with what it says beside it or without. */
    private boolean ownOutput() throws IOException {
        try (JsonParser json = parser()) {
            begin(json);
            boolean object = false;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String key = json.currentName();
                boolean sample = key.equals(JsonFields.SAMPLE);
                object |= json.nextToken() == JsonToken.START_OBJECT && sample;
                if (!sample && !JsonFields.PROVENANCE.contains(key)) {
                    return false;
                }
                json.skipChildren();
            }
            return object;
        }
    }

    private void begin(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("is no JSON object: a line is {\"name\": value, …}");
        }
    }

    /** The sample that a line is; null if it is left out. */
    private Sample line(JsonParser json) throws IOException {
        begin(json);
        unread.clear();
        for (int i = 0; i < columns.types.length; i++) {
            columns.columns.get(i).begin(columns.typeOf(i));
        }
        columns.fields.read(json, this::unread);
        if (json.nextToken() != null) {
            throw wrong("has something behind the object");
        }
        return sample();
    }

    private void unread(String key) throws FormatException {
        if (unread.size() < SHOWN) {
            unread.add(key);
        }
        boolean expected = !fields.isEmpty()
                || spec.unreadable() == FormatSpec.Unreadable.LEFT_OUT
                || JsonFields.PROVENANCE.contains(key);
        if (!expected) {
            throw wrong("has a key \"" + key + "\" that line " + first()
                    + " has not. Say which ones to read with `fields:`");
        }
    }

    private Sample sample() throws FormatException {
        if (columns.sampleNames == null) {
            columns.sampleNames = spec.names(columns.names, path);
            spec.checkNames(columns.names, path);
        }
        List<NdArray> arrays = new ArrayList<>(columns.sampleNames.size());
        boolean skipped = false;
        for (int i = 0; i < columns.types.length; i++) {
            JsonColumn column = columns.columns.get(i);
            if (!column.seen() && !column.takesNull()) {
                throw wrong("has no \"" + column.path() + "\"; it has " + String.join(", ", others()));
            }
            try {
                if (!column.seen()) {
                    column.missing(0);
                }
                skipped |= column.skipped();
                arrays.add(column.skipped() ? null : array(column, i));
            } catch (ValueException e) {
                throw wrong("\"" + column.path() + "\" " + e.getMessage()).causedBy(e);
            }
        }
        if (skipped) {
            return null;
        }
        arrays.addAll(spec.constants());
        return Sample.of(columns.sampleNames, arrays.toArray(new NdArray[0]));
    }

    /** What keys the line has, for a message. */
    private List<String> others() {
        List<String> keys = new ArrayList<>(unread);
        columns.columns.stream().filter(JsonColumn::seen).forEach(column -> keys.add(column.path()));
        return keys.isEmpty() ? List.of("nothing") : keys;
    }

    private NdArray array(JsonColumn column, int place) {
        DType type = columns.typeOf(place);
        if (type == null) {
            type = column.naturalType() == null ? DType.FLOAT64 : column.naturalType();
        }
        try {
            NdArray array = column.array(type);
            if (settle(place, type, array.size())) {
                publish();
            }
            return array;
        } catch (ValueException e) {
            throw new ValueException(e.getMessage() + settled(place));
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

    private String settled(int place) {
        return columns.settledBy[place] == 0 || declared.containsKey(columns.names.get(place))
                ? ""
                : ": line " + columns.settledBy[place] + " has " + columns.types[place].numpyName()
                        + ". Declare its type with `types:`";
    }

    private long first() {
        return Arrays.stream(columns.settledBy).filter(line -> line > 0).min().orElse(1);
    }

    private FormatException wrong(String reason) {
        return FormatException.atLine(path, lines.line(), reason);
    }
}
