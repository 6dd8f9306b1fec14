// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.format.Formats;
import io.pescador.flink.plan.codec.Codec;
import io.pescador.flink.plan.codec.Codecs;
import io.pescador.flink.plan.codec.LiveKeys;
import io.pescador.flink.plan.codec.LiveSpecReader;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Type;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of the reference pages and the schemas for editors, made from the keys that plans are read with. */
final class Reference {

    private static final Codecs CODECS = Codecs.find();

    private static final Set<String> FORMATS = Formats.all().keySet();

    private Reference() {}

    // ---- tables

    /** The tables of plan.md, by the names of their markers. */
    static Map<String, String> tablesOfPlans() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("job", table(CODECS.job().keys()));
        tables.put("muxes", table("all", CODECS.muxes()));
        Map<String, Codec> leaves = CODECS.leaves();
        List<Key<?>> sources = new ArrayList<>();
        Map<String, Codec> options = new LinkedHashMap<>();
        leaves.forEach((kind, leaf) -> {
            sources.add(leaf.keys().get(0));
            List<Key<?>> rest = leaf.keys().subList(1, leaf.keys().size());
            if (!rest.isEmpty()) {
                options.put(kind, new Codec(leaf.title(), rest));
            }
        });
        tables.put("leaves", table(sources));
        tables.put("options", table("all", options));
        tables.put("steps", table(CODECS.node().keys()));
        return tables;
    }

    /** The tables of mux.md. */
    static Map<String, String> tablesOfLivePlans() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("job", table(LiveKeys.JOB));
        tables.put("streams", table(LiveKeys.OF_STREAMS));
        Map<String, Codec> muxes = new LinkedHashMap<>();
        LiveSpecReader.keys(CODECS)
                .forEach((kind, keys) -> muxes.put(
                        kind,
                        new Codec(
                                kind,
                                keys.stream()
                                        .filter(key -> !LiveKeys.JOB.contains(key)
                                                && !LiveKeys.OF_STREAMS.contains(key)
                                                && !LiveKeys.BUFFERS.contains(key))
                                        .toList())));
        tables.put("muxes", table("all", muxes));
        tables.put("buffers", table(LiveKeys.BUFFERS));
        return tables;
    }

    private static String table(Collection<Key<?>> keys) {
        return "| key | value | meaning |\n|---|---|---|\n"
                + keys.stream()
                        .map(key -> "| `" + key.word() + "` | " + key.type().takes() + " | " + meaning(key) + " |\n")
                        .collect(Collectors.joining());
    }

    /** A table that says whose each key is. Those of most owners come first. */
    private static String table(String all, Map<String, Codec> owners) {
        Map<Key<?>, List<String>> keys = new LinkedHashMap<>();
        owners.forEach((kind, codec) -> codec.keys().forEach(key -> keys.computeIfAbsent(key, k -> new ArrayList<>())
                .add(kind)));
        return "| key | of | value | meaning |\n|---|---|---|---|\n"
                + keys.entrySet().stream()
                        .map(entry -> {
                            Key<?> key = entry.getKey();
                            List<String> kinds = entry.getValue();
                            String of = kinds.size() == owners.size()
                                    ? all
                                    : kinds.containsAll(FORMATS) ? "files" : String.join(", ", kinds);
                            return "| `" + key.word() + "` | " + of + " | "
                                    + key.type().takes() + " | " + meaning(key) + " |\n";
                        })
                        .collect(Collectors.joining());
    }

    private static String meaning(Key<?> key) {
        Object otherwise = plain(key.otherwise());
        return key.meaning() + (otherwise == null ? "" : " Default `" + otherwise + "`.");
    }

    /** A default as plans write it; null where there is none worth telling. */
    private static Object plain(Object otherwise) {
        if (otherwise instanceof Enum<?> word) {
            return Type.word(word);
        }
        boolean told = otherwise instanceof Number || Boolean.TRUE.equals(otherwise) || otherwise instanceof Character;
        return told ? otherwise : null;
    }

    // ---- schemas

    static Map<String, ?> schemaOfPlans() {
        Map<Key<?>, String> named = new LinkedHashMap<>();
        Map<String, Object> definitions = new LinkedHashMap<>();
        List<Object> nodes = new ArrayList<>();
        List<Object> roots = new ArrayList<>();
        Map<String, Codec> kinds = new LinkedHashMap<>(CODECS.muxes());
        kinds.putAll(CODECS.leaves());
        kinds.forEach((kind, codec) -> {
            List<Key<?>> keys = new ArrayList<>(codec.keys());
            keys.addAll(CODECS.node().keys());
            nodes.add(object(kind, keys, named));
            List<Key<?>> withJob = new ArrayList<>(CODECS.job().keys());
            withJob.addAll(keys);
            roots.add(object(kind, withJob, named));
        });
        named.forEach((key, name) -> definitions.put(name, schema(key)));
        definitions.put("node", Map.of("anyOf", nodes));
        Map<String, Object> schema = head("Pescador plan", "See plan.md.");
        schema.put("$defs", definitions);
        schema.put("anyOf", roots);
        return ordered(schema);
    }

    /** A kind of node. Each key is defined once; a word that means several things has a number from its second meaning on. */
    private static Map<String, Object> object(String kind, List<Key<?>> keys, Map<Key<?>, String> named) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            long others = named.keySet().stream()
                    .filter(other -> other.word().equals(key.word()))
                    .count();
            String name = named.computeIfAbsent(key, k -> "key-" + k.word() + (others == 0 ? "" : "-" + (others + 1)));
            properties.put(key.word(), Map.of("$ref", "#/$defs/" + name));
        }
        boolean leaf = properties.containsKey(kind);
        if (!leaf) {
            properties.put("mux", Map.of("const", kind));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        object.put("required", List.of(leaf ? kind : "mux"));
        object.put("additionalProperties", false);
        return object;
    }

    static Map<String, ?> schemaOfLivePlans() {
        Map<String, Object> properties = new LinkedHashMap<>();
        LiveSpecReader.keys(CODECS).values().forEach(keys -> properties(keys).forEach(properties::putIfAbsent));
        Map<String, Object> schema = head("Pescador mux plan", "A plan for pescador mux. See mux.md.");
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of("mux", "stream_by"));
        schema.put("additionalProperties", false);
        return ordered(schema);
    }

    private static Map<String, Object> head(String title, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.put("description", description);
        return schema;
    }

    private static Map<String, Object> properties(List<Key<?>> keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(key -> properties.put(key.word(), schema(key)));
        return properties;
    }

    private static Map<String, Object> schema(Key<?> key) {
        Map<String, Object> schema =
                new LinkedHashMap<>(new TreeMap<>(key.type().schema()));
        // JSON Schema ignores what stands beside a reference in older drafts, and a node says itself what it is.
        if (!schema.containsKey("$ref")) {
            schema.put(
                    "description",
                    key.meaning().replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", ""));
            if (plain(key.otherwise()) != null) {
                schema.put("default", plain(key.otherwise()));
            }
        }
        return schema;
    }

    /** Maps without an order of their own get that of their keys, so that the same keys make the same text. */
    @SuppressWarnings("unchecked")
    private static <T> T ordered(T value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> ordered = new LinkedHashMap<>();
            Map<?, ?> source = map instanceof LinkedHashMap ? map : new TreeMap<>(map);
            source.forEach((key, below) -> ordered.put(key, ordered(below)));
            return (T) ordered;
        }
        return value instanceof List<?> list
                ? (T) list.stream().map(Reference::ordered).toList()
                : value;
    }
}
