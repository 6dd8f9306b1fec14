// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatSpec.Unreadable;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code fields} of a leaf: a list of names, or a mapping from names in the sample to what they hold. */
final class FieldsReader {

    private static final String ALL_READABLE = "all readable";

    static final Type<Fields> TYPE = new Type<>(
            "list, mapping or `all readable`",
            Map.of(
                    "oneOf",
                    List.of(
                            Map.of("type", "array", "items", Map.of("type", "string")),
                            Map.of("type", "object"),
                            Map.of("const", FieldsReader.ALL_READABLE))),
            FieldsReader::read);

    /**
     * What a sample holds.
     *
     * @param read name in the sample → what it is read from
     * @param captured name in the sample → the part of the path that it holds
     * @param unreadable what becomes of what cannot be read, if nothing is named
     */
    record Fields(Map<String, FieldSource> read, HashMap<String, String> captured, Unreadable unreadable) {

        private boolean add(String name, String source) {
            String capture = captured(source);
            boolean isNew = !read.containsKey(name) && !captured.containsKey(name);
            if (capture != null) {
                captured.put(name, capture);
            } else {
                read.put(name, new FieldSource.Named(source));
            }
            return isNew;
        }

        private static String captured(String source) {
            return source.startsWith("{") && source.endsWith("}") ? source.substring(1, source.length() - 1) : null;
        }
    }

    private FieldsReader() {}

    private static Fields read(Value value) {
        if (ALL_READABLE.equals(value.scalar())) {
            return new Fields(Map.of(), new HashMap<>(), Unreadable.LEFT_OUT);
        }
        Fields fields = new Fields(new LinkedHashMap<>(), new LinkedHashMap<>(), Unreadable.REFUSED);
        List<Value> list = value.elements();
        Mapping mapping = value.mapping();
        if (value.isEmptyCollection()) {
            return value.refuse("fields is empty: name at least one array");
        } else if (list != null) {
            list.forEach(element -> listed(element, fields));
        } else if (mapping != null) {
            mapping.words().forEach(name -> named(name, mapping.value(name), fields));
        } else {
            return value.wrong(
                    "a list of names, a mapping from names in the sample to what they hold, or `all readable`");
        }
        return fields.read().isEmpty() && fields.captured().isEmpty() ? null : fields;
    }

    private static void listed(Value element, Fields fields) {
        String name = name(element);
        String capture = name == null ? null : Fields.captured(name);
        if (name != null && !fields.add(capture == null ? name : capture, name)) {
            element.refuse("fields has \"" + name + "\" twice: keep one");
        }
    }

    private static void named(String name, Value source, Fields fields) {
        List<Value> list = source.elements();
        if (list == null) {
            String only = name(source);
            if (only != null) {
                fields.add(name, only);
            }
            return;
        }
        List<String> columns = new ArrayList<>();
        list.forEach(column -> columns.add(name(column)));
        if (columns.isEmpty()) {
            source.refuse("an array is gathered from at least one column");
        } else if (!columns.contains(null)) {
            fields.read().put(name, new FieldSource.Gathered(columns));
        }
    }

    private static String name(Value value) {
        String name = value.text();
        if (name != null) {
            return name;
        }
        boolean braces = value.mapping() != null && value.mapping().words().size() == 1;
        return value.refuse("a field is the name of an array or column, a list of columns, or \"{capture}\""
                + (braces ? ": braces stand between quotes" : ", not " + value.shown()));
    }
}
