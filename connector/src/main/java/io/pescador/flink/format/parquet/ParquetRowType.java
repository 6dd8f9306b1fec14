// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns that samples become in a Parquet file: a single value a column of values, an array of one axis a column of lists, of two a
 * column of lists of lists. Lengths may differ from row to row, names, types and numbers of axes may not. Immutable.
 */
final class ParquetRowType {

    private static final String LIST = "list";
    private static final String ELEMENT = "element";

    private final List<Column> columns;

    /** A field, and how it is stored. */
    private record Column(String name, DType type, int rank) {

        static Column of(String name, NdArray array) {
            return new Column(name, array.dtype(), array.rank());
        }

        PrimitiveTypeName physical() {
            return switch (type) {
                case BOOL -> PrimitiveTypeName.BOOLEAN;
                case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> PrimitiveTypeName.INT32;
                case INT64, UINT64 -> PrimitiveTypeName.INT64;
                    // A float32 holds each float16 exactly, and every reader knows it.
                case FLOAT16, FLOAT32 -> PrimitiveTypeName.FLOAT;
                case FLOAT64 -> PrimitiveTypeName.DOUBLE;
                case STRING -> PrimitiveTypeName.BINARY;
                case BYTES -> throw new IllegalArgumentException("field \"" + name
                        + "\" is bytes, which no Parquet column gives back as they are: leave it out, or write npz");
            };
        }

        /** What the physical type does not say. */
        ConvertedType meaning() {
            return switch (type) {
                case INT8 -> ConvertedType.INT_8;
                case INT16 -> ConvertedType.INT_16;
                case UINT8 -> ConvertedType.UINT_8;
                case UINT16 -> ConvertedType.UINT_16;
                case UINT32 -> ConvertedType.UINT_32;
                case UINT64 -> ConvertedType.UINT_64;
                case STRING -> ConvertedType.UTF8;
                default -> null;
            };
        }

        @Override
        public String toString() {
            return name + ": " + "list of ".repeat(rank) + type.numpyName();
        }
    }

    private ParquetRowType(List<Column> columns) {
        this.columns = columns;
    }

    /** @throws IllegalArgumentException if a field can be no column; the message names it */
    static ParquetRowType of(Sample row) {
        List<Column> columns = columnsOf(row);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a sample without fields can be no row of a Parquet file");
        }
        columns.forEach(Column::physical);
        return new ParquetRowType(columns);
    }

    private static List<Column> columnsOf(Sample row) {
        List<Column> columns = new ArrayList<>(row.size());
        for (int field = 0; field < row.size(); field++) {
            columns.add(Column.of(row.names().get(field), row.get(field)));
        }
        return columns;
    }

    /** @throws IllegalArgumentException if a sample has other columns */
    void check(Sample row) {
        List<Column> found = columnsOf(row);
        if (!found.equals(columns)) {
            throw new IllegalArgumentException("a sample with " + found + " follows samples with " + columns
                    + ": all rows of a Parquet file have the same columns");
        }
    }

    // ---- the schema, for the library that encodes and as the footer has it

    MessageType message() {
        List<Type> fields = new ArrayList<>();
        for (Column column : columns) {
            fields.add(type(column, column.name, column.rank));
        }
        return new MessageType("sample", fields);
    }

    private static Type type(Column column, String name, int axes) {
        return axes == 0
                ? new PrimitiveType(Repetition.REQUIRED, column.physical(), name)
                : new GroupType(
                        Repetition.REQUIRED,
                        name,
                        new GroupType(Repetition.REPEATED, LIST, type(column, ELEMENT, axes - 1)));
    }

    List<SchemaElement> elements() {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("sample").setNum_children(columns.size()));
        for (Column column : columns) {
            add(elements, column, column.name, column.rank);
        }
        return elements;
    }

    private static void add(List<SchemaElement> elements, Column column, String name, int axes) {
        SchemaElement element = new SchemaElement(name).setRepetition_type(FieldRepetitionType.REQUIRED);
        elements.add(element);
        if (axes == 0) {
            element.setType(code(column.physical()));
            if (column.meaning() != null) {
                element.setConverted_type(column.meaning());
            }
        } else {
            element.setConverted_type(ConvertedType.LIST).setNum_children(1);
            elements.add(new SchemaElement(LIST)
                    .setRepetition_type(FieldRepetitionType.REPEATED)
                    .setNum_children(1));
            add(elements, column, ELEMENT, axes - 1);
        }
    }

    /** What the footer calls a type. */
    static org.apache.parquet.format.Type code(PrimitiveTypeName type) {
        return type == PrimitiveTypeName.BINARY
                ? org.apache.parquet.format.Type.BYTE_ARRAY
                : org.apache.parquet.format.Type.valueOf(type.name());
    }

    // ---- rows

    void write(Sample row, RecordConsumer to) {
        to.startMessage();
        for (int field = 0; field < columns.size(); field++) {
            String name = columns.get(field).name;
            to.startField(name, field);
            write(row.get(field), 0, 0, row.get(field).size(), to);
            to.endField(name, field);
        }
        to.endMessage();
    }

    /** Writes {@code count} elements of an array from one on, as what lies from an axis on. */
    private static void write(NdArray array, int axis, int from, int count, RecordConsumer to) {
        if (axis == array.rank()) {
            value(array, from, to);
            return;
        }
        to.startGroup();
        int length = array.length(axis);
        if (length > 0) {
            to.startField(LIST, 0);
            for (int i = 0; i < length; i++) {
                to.startGroup();
                to.startField(ELEMENT, 0);
                write(array, axis + 1, from + i * (count / length), count / length, to);
                to.endField(ELEMENT, 0);
                to.endGroup();
            }
            to.endField(LIST, 0);
        }
        to.endGroup();
    }

    private static void value(NdArray array, int index, RecordConsumer to) {
        switch (array.dtype()) {
            case BOOL -> to.addBoolean(array.getBoolean(index));
            case INT8, INT16, INT32, UINT8, UINT16, UINT32 -> to.addInteger((int) array.getLong(index));
            case INT64, UINT64 -> to.addLong(array.getLong(index));
            case FLOAT16, FLOAT32 -> to.addFloat((float) array.getDouble(index));
            case FLOAT64 -> to.addDouble(array.getDouble(index));
            case STRING -> to.addBinary(Binary.fromString(array.getString(index)));
            default -> throw new IllegalStateException(array.dtype() + " was refused");
        }
    }
}
