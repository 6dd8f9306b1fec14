// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.internal.ValueException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the values of arrays in an object of JSON: by their keys, and by paths through objects and lists of objects. */
final class JsonFields {

    /** The key under which {@code pescador sample --output jsonl} writes a sample. */
    static final String SAMPLE = "value";

    /** What stands beside it with provenance. */
    static final Set<String> PROVENANCE = Set.of("shard", "draw", "epoch", "path", "activation", "offset");

    private final List<JsonColumn> columns;
    private final Map<String, JsonColumn> byPath = new HashMap<>();
    private final Set<String> prefixes = new HashSet<>();
    private final boolean wantsSample;

    /** Is told of keys that lead to no array. */
    interface Unread {

        void key(String key) throws IOException;
    }

    /** An array that a value cannot be part of. */
    static final class ColumnException extends IOException {

        private static final long serialVersionUID = 1;

        private final String path;

        ColumnException(String path, ValueException cause) {
            super(cause.getMessage(), cause);
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    JsonFields(List<JsonColumn> columns) {
        this.columns = columns;
        for (JsonColumn column : columns) {
            byPath.put(column.path(), column);
            String path = column.path();
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                prefixes.add(path.substring(0, dot));
            }
        }
        wantsSample = byPath.containsKey(SAMPLE) || prefixes.contains(SAMPLE);
    }

    /** Reads an object, whose first token the parser has taken. */
    void read(JsonParser json, Unread unread) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            if (key.equals(SAMPLE) && !wantsSample && json.currentToken() == JsonToken.START_OBJECT) {
                // A sample as the command line writes it is the object in the object.
                keys(json, unread);
            } else {
                key(json, key, unread);
            }
        }
    }

    private void keys(JsonParser json, Unread unread) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            key(json, key, unread);
        }
    }

    private void key(JsonParser json, String key, Unread unread) throws IOException {
        if (!value(json, key, 0)) {
            unread.key(key);
            json.skipChildren();
        }
    }

    /** @return false if it leads to no array; the parser is where it was */
    private boolean value(JsonParser json, String path, int depth) throws IOException {
        JsonColumn column = byPath.get(path);
        if (column != null) {
            try {
                column.take(json, depth);
            } catch (ValueException e) {
                throw new ColumnException(path, e);
            }
            return true;
        }
        if (!prefixes.contains(path)) {
            return false;
        }
        switch (json.currentToken()) {
            case START_OBJECT -> {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String below = path + "." + json.currentName();
                    json.nextToken();
                    if (!value(json, below, depth)) {
                        json.skipChildren();
                    }
                }
            }
            case START_ARRAY -> list(json, path, depth);
            case VALUE_NULL -> {
                for (JsonColumn below : below(path)) {
                    missing(below, depth);
                }
            }
            default -> throw new ColumnException(
                    path,
                    new ValueException("is no object, and `fields:` asks for "
                            + below(path).get(0).path()));
        }
        return true;
    }

    private void list(JsonParser json, String path, int depth) throws IOException {
        List<JsonColumn> below = below(path);
        if (depth == Byte.SIZE) {
            throw new ColumnException(path, new ValueException("has objects in more than " + Byte.SIZE + " lists"));
        }
        int length = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            below.forEach(JsonColumn::beginEntry);
            value(json, path, depth + 1);
            for (JsonColumn column : below) {
                if (!column.seen()) {
                    missing(column, depth + 1);
                }
            }
            length++;
        }
        for (JsonColumn column : below) {
            try {
                column.endList(depth, length);
            } catch (ValueException e) {
                throw new ColumnException(column.path(), e);
            }
        }
    }

    private static void missing(JsonColumn column, int depth) throws ColumnException {
        try {
            column.missing(depth);
        } catch (ValueException e) {
            throw new ColumnException(column.path(), e);
        }
    }

    private List<JsonColumn> below(String path) {
        return columns.stream()
                .filter(column -> column.path().startsWith(path + "."))
                .toList();
    }
}
