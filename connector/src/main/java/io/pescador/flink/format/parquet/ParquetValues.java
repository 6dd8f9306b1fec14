// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import org.apache.parquet.column.ColumnReader;

import java.util.Arrays;

/** The values of a column in a row group, row by row: lists in lists become the axes of an array. */
final class ParquetValues {

    private final ParquetColumn column;
    private final ColumnReader reader;
    private final ValueAccumulator values = new ValueAccumulator();
    private final int[] lengths;
    private final int[] counts;
    private byte[] raw;
    private final long total;
    private long read;

    /** @param total how many values there are, empty places too */
    ParquetValues(ParquetColumn column, ColumnReader reader, long total) {
        this.column = column;
        this.reader = reader;
        this.total = total;
        this.lengths = new int[column.listLevels().length];
        this.counts = new int[column.listLevels().length];
    }

    /** @throws IllegalArgumentException if the row is no array; the message goes on after the name of the column */
    NdArray row() {
        values.clear();
        Arrays.fill(lengths, -1);
        Arrays.fill(counts, -1);
        int level = 0;
        do {
            if (read == total) {
                throw new IllegalArgumentException("has fewer rows than the file says");
            }
            entry(level);
            reader.consume();
            read++;
            level = read < total ? reader.getCurrentRepetitionLevel() : 0;
        } while (level > 0);
        close(0);
        for (int depth = 0; depth < lengths.length; depth++) {
            lengths[depth] = Math.max(0, lengths[depth]);
        }
        if (column.raw()) {
            return NdArray.wrap(DType.UINT8, new int[] {raw.length}, raw);
        }
        return values.toArray(column.dtype(), lengths);
    }

    /**
     * @param level how many lists go on; those inside begin anew
     */
    private void entry(int level) {
        int defined = reader.getCurrentDefinitionLevel();
        close(level);
        if (level > 0) {
            counts[level - 1]++;
        }
        for (int depth = level; depth < counts.length; depth++) {
            counts[depth] = defined >= column.listLevels()[depth] ? 1 : 0;
            if (counts[depth] == 0) {
                return;
            }
        }
        if (defined == reader.getDescriptor().getMaxDefinitionLevel()) {
            value();
        } else if (column.dtype().isFloating()) {
            values.add(Double.NaN);
        } else {
            throw new IllegalArgumentException(
                    "has an empty place (null), which no " + column.dtype().numpyName() + " array can");
        }
    }

    /** Ends the lists that lie deeper than a level. */
    private void close(int level) {
        for (int depth = level; depth < counts.length; depth++) {
            if (counts[depth] >= 0) {
                if (lengths[depth] >= 0 && lengths[depth] != counts[depth]) {
                    throw new IllegalArgumentException("is not rectangular: lists of " + lengths[depth] + " and of "
                            + counts[depth] + " entries stand side by side");
                }
                lengths[depth] = counts[depth];
                counts[depth] = -1;
            }
        }
    }

    private void value() {
        if ((long) values.size() * 8 > Limits.INFLATED_ITEM) {
            throw new IllegalArgumentException("has a row of more than " + Limits.INFLATED_ITEM + " bytes");
        }
        switch (column.physical()) {
            case BOOLEAN -> values.add(reader.getBoolean());
            case INT32 -> values.add(
                    column.dtype() == DType.UINT32 ? Integer.toUnsignedLong(reader.getInteger()) : reader.getInteger());
            case INT64 -> values.add(reader.getLong());
            case FLOAT -> values.add((double) reader.getFloat());
            case DOUBLE -> values.add(reader.getDouble());
            default -> {
                if (column.raw()) {
                    raw = reader.getBinary().getBytes();
                } else {
                    values.add(reader.getBinary().toStringUsingUTF8());
                }
            }
        }
    }
}
