// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FileFormat.Feature;
import io.pescador.flink.format.FormatOption;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.Window;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.Input.Distribution;
import io.pescador.flink.record.DType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A leaf that reads files of a format: its keys are those that the format declares, and some that all formats share. */
final class FormatCodec implements LeafCodec {

    /** The types that text can be read as, by what numpy calls them. */
    private static final Map<String, DType> DECLARABLE = Arrays.stream(DType.values())
            .filter(type -> type != DType.FLOAT16 && type != DType.BYTES)
            .collect(Collectors.toMap(DType::numpyName, type -> type, (a, b) -> a, LinkedHashMap::new));

    static final Key<FieldsReader.Fields> FIELDS = Key.of(
            "fields",
            FieldsReader.TYPE,
            "What a sample holds; see below. Without it, everything in the file under its own name.");

    private static final Key<Nulls> NULLS = Key.of(
                    "nulls",
                    new Type<>(
                            "`{name: value}` or `skip_row`",
                            Map.of("oneOf", List.of(Map.of("type", "object"), Map.of("const", Nulls.SKIP_ROW))),
                            FormatCodec::nulls),
                    "What stands for values that the file leaves empty (null), by the names of arrays in the sample:"
                            + " `{label: -1, text: \"\"}`. `skip_row` leaves out the row, for one array or for all."
                            + " Without it, they are NaN in floating-point arrays and refused elsewhere.")
            .orElse(Nulls.REFUSED);

    private static final Key<Map<String, DType>> TYPES = Key.of(
                    "types",
                    new Type<>(
                            "`{name: type}`",
                            Map.of(
                                    "type",
                                    "object",
                                    "additionalProperties",
                                    Map.of("enum", List.copyOf(DECLARABLE.keySet()))),
                            FormatCodec::types),
                    "Types of arrays, by their names in the sample: `bool`, `int8` … `int64`, `uint8` … `uint64`, `float32`,"
                            + " `float64`, `str`. Those not named are settled by the first record of each file,"
                            + " or by its schema: `{X: float32}` also takes whole numbers in it.")
            .orElse(Map.of());

    private static final String ROWS_OF_A_WINDOW = "a window has a whole number of rows ≥ 1";
    private static final Key<Integer> SIZE = Key.of("size", Type.count(ROWS_OF_A_WINDOW), "Rows of an item.");
    private static final Key<Integer> STRIDE = Key.of(
            "stride",
            Type.count("windows are a whole number of rows ≥ 1 apart"),
            "Rows from the beginning of an item to that of the next.");
    private static final Key<Window> WINDOW = Key.of(
            "window",
            Type.mappingOr(
                    "n, or `{size: n, stride: m}`",
                    "window",
                    List.of(SIZE, STRIDE),
                    Type.count(ROWS_OF_A_WINDOW),
                    size -> new Window(size, size),
                    FormatCodec::window),
            "An item is n rows side by side, every m rows (default n). Rows at the end that fill no window are left out.");

    private static final Key<Boolean> SPLIT = Key.of(
                    "split", Type.flag(), "`false`: with several shards, the leaf stays whole and goes to one of them.")
            .orElse(true);

    private final FileFormat format;
    private final Key<String> source;
    private final Map<FormatOption<?>, Key<?>> options = new LinkedHashMap<>();

    FormatCodec(FileFormat format) {
        this.format = format;
        source = Key.of(format.name(), Type.text("path or pattern", "a path, or a pattern of paths"), format.meaning());
        format.options().forEach(option -> options.put(option, key(option)));
    }

    private static <T> Key<T> key(FormatOption<T> option) {
        Map<String, ?> schema =
                switch (option.type()) {
                    case FLAG -> Map.of("type", "boolean");
                    case WHOLE_NUMBER -> Map.of("type", List.of("integer", "string"));
                    case CHARACTER -> Map.of("type", "string", "minLength", 1, "maxLength", 1);
                    case CHOICE -> Map.of("enum", option.choices());
                    case TEXT -> Map.of("type", "string");
                    case WORDS -> Map.of("type", "array", "items", Map.of("type", List.of("string", "number")));
                };
        Type<T> type = new Type<>(option.takes(), schema, value -> value(option, value));
        return Key.of(option.key(), type, option.meaning()).orElse(option.byDefault());
    }

    @SuppressWarnings("unchecked") // options of words are lists of texts
    private static <T> T value(FormatOption<T> option, Value value) {
        if (option.type() == FormatOption.Type.WORDS && value.elements() != null) {
            List<String> words = new ArrayList<>();
            for (Value word : value.elements()) {
                if (!word.isScalar()) {
                    return word.wrong(option.expected());
                }
                words.add(word.written());
            }
            return (T) words;
        }
        boolean quotedFlag = option.type() == FormatOption.Type.FLAG && !(value.scalar() instanceof Boolean);
        if (!value.isScalar() || quotedFlag) {
            return value.wrong(option.expected());
        }
        try {
            return option.parse(value.scalar() instanceof Long number ? number.toString() : value.written());
        } catch (IllegalArgumentException e) {
            return value.wrong(option.expected());
        }
    }

    @Override
    public String title() {
        return "a leaf of " + format.name() + " files";
    }

    @Override
    public List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(List.of(source, FIELDS));
        if (format.features().contains(Feature.TYPES)) {
            keys.add(TYPES);
        }
        if (format.features().contains(Feature.NULLS)) {
            keys.add(NULLS);
        }
        keys.addAll(options.values());
        keys.add(Keys.ROWS);
        keys.add(Keys.MAX_EPOCHS);
        if (format.features().contains(Feature.WINDOW)) {
            keys.add(WINDOW);
        }
        keys.add(SPLIT);
        return keys;
    }

    @Override
    public Input read(Mapping node) {
        String pattern = node.get(source);
        FieldsReader.Fields fields = node.get(FIELDS);
        FormatSpec whole = FormatSpec.EVERYTHING;
        for (Map.Entry<FormatOption<?>, Key<?>> option : options.entrySet()) {
            whole = with(whole, option.getKey(), node.get(option.getValue()));
        }
        if (format.features().contains(Feature.WINDOW) && node.has(WINDOW)) {
            whole = whole.withWindow(node.get(WINDOW));
        }
        FormatSpec spec = format.features().contains(Feature.TYPES) ? whole.withTypes(node.get(TYPES)) : whole;
        spec = format.features().contains(Feature.NULLS) ? spec.withNulls(node.get(NULLS)) : spec;
        return new Input.Files(
                format,
                pattern,
                fields == null ? spec : spec.withFields(fields.read()).withUnreadable(fields.unreadable()),
                whole,
                fields == null ? new HashMap<>() : fields.captured(),
                Keys.rowRule(node),
                node.get(SPLIT) ? Distribution.SPLIT : Distribution.WHOLE);
    }

    @SuppressWarnings("unchecked") // the key was made of the option
    private static <T> FormatSpec with(FormatSpec spec, FormatOption<T> option, Object value) {
        return spec.withOption(option, (T) value);
    }

    private static Map<String, DType> types(Value value) {
        Mapping mapping = value.mapping();
        if (mapping == null) {
            return value.wrong("a mapping from names in the sample to types: {X: float32}");
        }
        List<String> known = List.copyOf(DECLARABLE.keySet());
        Map<String, DType> types = new LinkedHashMap<>();
        for (String name : mapping.words()) {
            Value type = mapping.value(name);
            DType declared = DECLARABLE.get(type.written());
            if (declared != null) {
                types.put(name, declared);
            } else {
                type.refuse("type of \"" + name + "\" is " + type.shown()
                        + Type.suggestion(type.written(), known, "one of " + String.join(", ", known)));
            }
        }
        return types;
    }

    private static Nulls nulls(Value value) {
        if (Nulls.SKIP_ROW.equals(value.scalar())) {
            return Nulls.SKIPPED;
        }
        Mapping mapping = value.mapping();
        if (mapping == null) {
            return value.wrong("skip_row, or a mapping from names in the sample to what stands for null: {label: -1}");
        }
        Nulls nulls = Nulls.REFUSED;
        for (String name : mapping.words()) {
            Value written = mapping.value(name);
            if (!written.isScalar()) {
                written.refuse("nulls of \"" + name + "\" is " + written.shown() + ": one value, or skip_row");
            } else if (Nulls.SKIP_ROW.equals(written.scalar())) {
                nulls = nulls.skippingRows(name);
            } else {
                nulls = nulls.filling(name, written.written());
            }
        }
        return nulls;
    }

    private static Window window(Mapping mapping) {
        Integer size = mapping.require(SIZE, ROWS_OF_A_WINDOW);
        Integer stride = mapping.get(STRIDE);
        return size == null ? null : new Window(size, stride == null ? size : stride);
    }
}
