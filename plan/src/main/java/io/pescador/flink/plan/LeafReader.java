// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.DType;

import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a leaf of a plan. */
final class LeafReader {

    /** The types that text can be read as, by what numpy calls them. */
    private static final Map<String, DType> DECLARABLE = Arrays.stream(DType.values())
            .filter(type -> type != DType.FLOAT16 && type != DType.BYTES)
            .collect(Collectors.toMap(DType::numpyName, type -> type, (a, b) -> a, LinkedHashMap::new));

    private LeafReader() {}

    static List<String> declarableTypes() {
        return List.copyOf(DECLARABLE.keySet());
    }

    static Key.Owner owner(LeafKind kind) {
        return switch (kind) {
            case ITEMS -> Key.Owner.ITEMS;
            case CLASS -> Key.Owner.CODE;
            default -> Key.Owner.FILES;
        };
    }

    static LeafNode read(LeafKind kind, Fields fields, Steps steps) {
        Key key = Key.of(kind.word());
        String source = kind == LeafKind.ITEMS
                ? null
                : fields.text(key, kind.readsFiles() ? "a path, or a pattern of paths" : "the name of a Java class");
        return new LeafNode(
                fields.place(),
                fields.text(Key.NAME, "a name is a word"),
                kind,
                source,
                fields.place(key),
                kind == LeafKind.ITEMS ? ItemsReader.items(fields) : null,
                kind.readsFiles() ? fieldSources(fields) : null,
                fields.place(Key.FIELDS),
                cells(kind, fields),
                fields.has(Key.ROWS) && owner(kind) != Key.Owner.ITEMS
                        ? fields.oneOf(Key.ROWS, List.of("in_order", "shuffled", "rotating", "random"))
                        : null,
                kind.readsFiles() ? window(kind, fields) : null,
                fields.place(Key.SPLIT),
                fields.has(Key.SPLIT) ? (Boolean) fields.flag(Key.SPLIT, true) : null,
                steps);
    }

    private static LeafNode.Cells cells(LeafKind kind, Fields fields) {
        boolean csv = kind == LeafKind.CSV;
        Map<String, DType> types = Map.of();
        if (fields.has(Key.TYPES) && kind.readsFiles() && !csv && kind != LeafKind.JSONL) {
            fields.refuse(
                    fields.place(Key.TYPES),
                    "types is for csv and jsonl: " + kind.word() + " files have types of their own");
        } else if (fields.has(Key.TYPES) && kind.readsFiles()) {
            types = types(fields);
        }
        for (Key key : List.of(Key.HEADER, Key.SEPARATOR)) {
            if (fields.has(key) && kind.readsFiles() && !csv) {
                fields.refuse(fields.place(key), key.word() + " is for csv: " + kind.word() + " files have none");
            }
        }
        return new LeafNode.Cells(
                types, fields.place(Key.TYPES), fields.flag(Key.HEADER, true), csv ? separator(fields) : ',');
    }

    private static char separator(Fields fields) {
        Node node = fields.node(Key.SEPARATOR);
        if (node == null) {
            return ',';
        }
        String text = node instanceof ScalarNode scalar ? fields.file().replaced(scalar) : "";
        if (text.length() != 1 || "\"\r\n".contains(text)) {
            fields.wrong(
                    Key.SEPARATOR.word(),
                    node,
                    "one character between quotes, such as \";\", or \"\\t\" for tabulators");
            return ',';
        }
        return text.charAt(0);
    }

    private static Map<String, DType> types(Fields fields) {
        if (!(fields.node(Key.TYPES) instanceof MappingNode mapping)) {
            fields.wrong(
                    Key.TYPES.word(),
                    fields.node(Key.TYPES),
                    "a mapping from names in the sample to types: {X: float32}");
            return Map.of();
        }
        Map<String, DType> types = new LinkedHashMap<>();
        Fields given = Fields.of(mapping, fields.file());
        for (String name : given.words()) {
            String word =
                    given.node(name) instanceof ScalarNode scalar ? given.file().replaced(scalar) : "";
            if (DECLARABLE.containsKey(word)) {
                types.put(name, DECLARABLE.get(word));
            } else {
                List<String> known = declarableTypes();
                String guess = Spelling.nearest(word, known);
                fields.refuse(
                        given.place(name),
                        "type of \"" + name + "\" is " + given.shown(given.node(name)) + ": "
                                + (guess == null
                                        ? "one of " + String.join(", ", known)
                                        : "did you mean \"" + guess + "\"?"));
            }
        }
        return types;
    }

    private static LeafNode.Window window(LeafKind kind, Fields fields) {
        Node node = fields.node(Key.WINDOW);
        String meaning = "a window has a whole number of rows ≥ 1";
        if (node == null) {
            return null;
        }
        if (kind != LeafKind.NPZ && kind != LeafKind.NPY) {
            fields.refuse(
                    fields.place(Key.WINDOW), "window is for npz and npy: rows of " + kind.word() + " come one by one");
            return null;
        }
        if (!(node instanceof MappingNode mapping)) {
            Integer size = fields.count(Key.WINDOW, meaning);
            return size == null ? null : new LeafNode.Window(size, size);
        }
        Fields window = Fields.of(mapping, fields.file());
        window.refuseOthers(List.of("size", "stride"), "window");
        Long size = window.whole("size", 1, Integer.MAX_VALUE, meaning);
        Long stride = window.whole("stride", 1, Integer.MAX_VALUE, "windows are a whole number of rows ≥ 1 apart");
        if (size == null) {
            if (window.node("size") == null) {
                fields.refuse(fields.place(Key.WINDOW), "size is missing: " + meaning);
            }
            return null;
        }
        return new LeafNode.Window(size.intValue(), stride == null ? size.intValue() : stride.intValue());
    }

    private static Map<String, LeafNode.FieldSource> fieldSources(Fields fields) {
        Node node = fields.node(Key.FIELDS);
        String meaning = "a list of names, or a mapping from names in the sample to what they hold";
        if (node == null) {
            return null;
        }
        Map<String, LeafNode.FieldSource> sources = new LinkedHashMap<>();
        if (node instanceof CollectionNode<?> collection
                && collection.getValue().isEmpty()) {
            fields.refuse(fields.place(Key.FIELDS), "fields is empty: name at least one array");
        } else if (node instanceof SequenceNode list) {
            for (Node element : list.getValue()) {
                String name = name(element, fields);
                if (name != null && sources.put(captured(name) == null ? name : captured(name), source(name)) != null) {
                    fields.refuse(fields.file().at(element), "fields has \"" + name + "\" twice: keep one");
                }
            }
        } else if (node instanceof MappingNode mapping) {
            Fields given = Fields.of(mapping, fields.file());
            for (String name : given.words()) {
                LeafNode.FieldSource source = source(given.node(name), given);
                if (source != null) {
                    sources.put(name, source);
                }
            }
        } else {
            fields.wrong(Key.FIELDS.word(), node, meaning);
            return null;
        }
        return sources.isEmpty() ? null : sources;
    }

    private static LeafNode.FieldSource source(Node node, Fields fields) {
        if (node instanceof SequenceNode list) {
            List<String> names = new ArrayList<>();
            for (Node element : list.getValue()) {
                String name = name(element, fields);
                if (name == null) {
                    return null;
                }
                names.add(name);
            }
            if (names.isEmpty()) {
                fields.refuse(fields.file().at(node), "an array is gathered from at least one column");
                return null;
            }
            return new LeafNode.FieldSource.Gathered(names);
        }
        String name = name(node, fields);
        return name == null ? null : source(name);
    }

    private static LeafNode.FieldSource source(String name) {
        String capture = captured(name);
        return capture == null ? new LeafNode.FieldSource.Named(name) : new LeafNode.FieldSource.Capture(capture);
    }

    /** The name between braces, or null. */
    private static String captured(String name) {
        return name.startsWith("{") && name.endsWith("}") ? name.substring(1, name.length() - 1) : null;
    }

    private static String name(Node node, Fields fields) {
        if (node instanceof ScalarNode scalar && !fields.file().replaced(scalar).isBlank()) {
            return fields.file().replaced(scalar);
        }
        boolean braces =
                node instanceof MappingNode mapping && mapping.getValue().size() == 1;
        fields.refuse(
                fields.file().at(node),
                "a field is the name of an array or column, a list of columns, or \"{capture}\""
                        + (braces ? ": braces stand between quotes" : ", not " + fields.shown(node)));
        return null;
    }
}
