// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.internal.Guess;
import io.pescador.flink.record.DType;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema of a Parquet file as this project sees it: a field at the top is an array if there is one value, or list of values, or list of
 * lists below it. Others have a reason why not. Immutable once read.
 */
final class ParquetSchema {

    private static final PrimitiveTypeName[] PHYSICAL = {
        PrimitiveTypeName.BOOLEAN,
        PrimitiveTypeName.INT32,
        PrimitiveTypeName.INT64,
        PrimitiveTypeName.INT96,
        PrimitiveTypeName.FLOAT,
        PrimitiveTypeName.DOUBLE,
        PrimitiveTypeName.BINARY,
        PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
    };

    private static final Repetition[] REPETITION = {Repetition.REQUIRED, Repetition.OPTIONAL, Repetition.REPEATED};

    private static final int MAX_DEPTH = 64;

    private final Map<String, ParquetColumn> columns = new LinkedHashMap<>();
    private final Map<String, String> unreadable = new LinkedHashMap<>();
    private final MessageType message;

    private final List<Map<Integer, Object>> elements;
    private int next;
    private int leaves;

    /** What is known on the way from the top to a leaf. */
    private record Way(String top, List<String> path, int definition, int repetition, List<Integer> listLevels) {

        Way down(String name, Repetition repeated) {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            int defined = definition + (repeated == Repetition.REQUIRED ? 0 : 1);
            List<Integer> lists = new ArrayList<>(listLevels);
            if (repeated == Repetition.REPEATED) {
                lists.add(defined);
            }
            return new Way(top == null ? name : top, longer, defined, lists.size(), lists);
        }
    }

    /**
     * @param elements as the file's footer lists them, each parent before its children
     * @throws IOException if they are no schema; the message says no file
     */
    ParquetSchema(List<Map<Integer, Object>> elements) throws IOException {
        this.elements = elements;
        if (elements.isEmpty()) {
            throw new IOException("it has no schema");
        }
        next = 1;
        List<Type> fields = children(elements.get(0), new Way(null, List.of(), 0, 0, List.of()), 0);
        if (next != elements.size() || fields.isEmpty()) {
            throw new IOException("its schema is damaged");
        }
        message = new MessageType("schema", fields);
    }

    private List<Type> children(Map<Integer, Object> parent, Way way, int depth) throws IOException {
        long count = ParquetFile.number(parent, 5, 0);
        if (count < 0 || count > elements.size() - next || depth > MAX_DEPTH) {
            throw new IOException("its schema is damaged");
        }
        List<Type> children = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            if (next == elements.size()) {
                throw new IOException("its schema is damaged");
            }
            Map<Integer, Object> element = elements.get(next++);
            String name = ParquetFile.text(element, 4);
            int repetition = (int) ParquetFile.number(element, 3, 0);
            if (repetition < 0 || repetition >= REPETITION.length) {
                throw new IOException("its schema is damaged");
            }
            Way below = way.down(name, REPETITION[repetition]);
            if (element.containsKey(1)) {
                children.add(leaf(element, name, REPETITION[repetition], below));
            } else {
                List<Type> fields = children(element, below, depth + 1);
                if (fields.isEmpty()) {
                    throw new IOException("its schema is damaged");
                }
                if (fields.size() > 1) {
                    unreadable.put(below.top, "is a structure or a map");
                }
                children.add(new GroupType(REPETITION[repetition], name, fields));
            }
        }
        return children;
    }

    private Type leaf(Map<Integer, Object> element, String name, Repetition repetition, Way way) throws IOException {
        long physical = ParquetFile.number(element, 1, -1);
        if (physical < 0 || physical >= PHYSICAL.length) {
            throw new IOException("its schema is damaged");
        }
        PrimitiveTypeName type = PHYSICAL[(int) physical];
        int length = (int) ParquetFile.number(element, 2, 0);
        if (type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY && length <= 0) {
            throw new IOException("its schema is damaged");
        }
        PrimitiveType primitive = new PrimitiveType(repetition, type, length, name);
        ColumnDescriptor descriptor =
                new ColumnDescriptor(way.path.toArray(new String[0]), primitive, way.repetition, way.definition);
        int place = leaves++;
        String reason = refusal(element, type);
        DType dtype = reason == null ? dtype(element, type) : null;
        if (dtype == DType.UINT8 && type != PrimitiveTypeName.INT32 && way.repetition > 0) {
            reason = "is a list of byte strings";
        }
        if (reason != null) {
            unreadable.putIfAbsent(way.top, reason);
        } else if (columns.containsKey(way.top)) {
            unreadable.putIfAbsent(way.top, "is a structure or a map");
        } else {
            int[] lists = way.listLevels.stream().mapToInt(Integer::intValue).toArray();
            columns.put(way.top, new ParquetColumn(way.top, place, descriptor, dtype, lists));
        }
        return primitive;
    }

    private static String refusal(Map<Integer, Object> element, PrimitiveTypeName type) {
        int converted = (int) ParquetFile.number(element, 6, -1);
        Map<Integer, Object> logical = ParquetFile.struct(element, 10);
        if (type == PrimitiveTypeName.INT96
                || converted >= 6 && converted <= 10
                || logical.containsKey(6)
                || logical.containsKey(7)
                || logical.containsKey(8)) {
            return "is a date or a time: save it as a whole number";
        }
        if (converted == 5 || logical.containsKey(5)) {
            return "is a decimal number: save it as float64";
        }
        return logical.containsKey(15) ? "is float16: save it as float32" : null;
    }

    private static DType dtype(Map<Integer, Object> element, PrimitiveTypeName type) {
        int converted = (int) ParquetFile.number(element, 6, -1);
        Map<Integer, Object> logical = ParquetFile.struct(element, 10);
        Map<Integer, Object> integer = ParquetFile.struct(logical, 10);
        int bits = (int)
                ParquetFile.number(integer, 1, converted >= 11 && converted <= 18 ? 8 << (converted - 11) % 4 : 0);
        boolean signed = integer.isEmpty() ? converted < 11 || converted > 14 : !Boolean.FALSE.equals(integer.get(2));
        return switch (type) {
            case BOOLEAN -> DType.BOOL;
            case INT32 -> switch (bits) {
                case 8 -> signed ? DType.INT8 : DType.UINT8;
                case 16 -> signed ? DType.INT16 : DType.UINT16;
                default -> signed ? DType.INT32 : DType.UINT32;
            };
            case INT64 -> signed ? DType.INT64 : DType.UINT64;
            case FLOAT -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            default -> {
                boolean text = converted == 0
                        || converted == 4
                        || converted == 19
                        || logical.containsKey(1)
                        || logical.containsKey(4)
                        || logical.containsKey(12);
                yield text ? DType.STRING : DType.UINT8;
            }
        };
    }

    /** The schema for the library that decodes columns. */
    MessageType message() {
        return message;
    }

    /** The number of leaves, which is the number of column chunks in a row group. */
    int leaves() {
        return leaves;
    }

    /** The fields at the top that can be read. */
    List<String> names() {
        List<String> names = new ArrayList<>(columns.keySet());
        names.removeAll(unreadable.keySet());
        return names;
    }

    /** The first field that cannot be read; null if all can. */
    String unreadable() {
        return unreadable.isEmpty() ? null : unreadable.keySet().iterator().next();
    }

    /** @throws FormatException if there is no such column, or it is none that can be read */
    ParquetColumn column(String name, String file) throws FormatException {
        if (unreadable.containsKey(name)) {
            throw FormatException.at(
                    file, "column \"" + name + "\"", unreadable.get(name) + ". Say which ones to read with `fields:`");
        }
        ParquetColumn column = columns.get(name);
        if (column == null) {
            throw FormatException.of(
                    file,
                    "no column \"" + name + "\"" + Guess.of(name, columns.keySet()) + "; it has "
                            + String.join(", ", names()));
        }
        return column;
    }
}
