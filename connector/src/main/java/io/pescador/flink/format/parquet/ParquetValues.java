// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.StrictText;
import io.pescador.flink.format.internal.ValueAccumulator;
import io.pescador.flink.format.internal.ValueException;
import io.pescador.flink.format.internal.WrittenValue;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The values of a column in a row group, row by row: lists in lists become the axes of an array. */
final class ParquetValues {

    private static final long NANOS_OF_DAY = 86_400_000_000_000L;
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;

    private final ParquetColumn column;
    private final ParquetType type;
    private final DType dtype;
    private final boolean raw;
    private final ColumnReader reader;
    private final StrictText text = new StrictText();
    private final ValueAccumulator values = new ValueAccumulator();
    private final int[] lengths;
    private final int[] counts;
    private final long total;
    private final String fill;
    private final boolean skipsRow;
    private ValueException wrong;
    private byte[] bytes;
    private boolean skipped;
    private long read;

    /**
     * @param name what the array is called in the sample
     * @param total how many values there are, empty places too
     * @throws ValueException if the values can be no such elements
     */
    ParquetValues(ParquetColumn column, String name, FormatSpec spec, ColumnReader reader, long total) {
        this.column = column;
        this.type = column.type();
        this.dtype = spec.types().getOrDefault(name, type.dtype());
        this.fill = spec.nulls().fills().get(name);
        this.skipsRow = spec.nulls().skipsRow(name, dtype.isFloating());
        this.raw = type.meaning() == ParquetType.Meaning.BYTES && dtype == DType.UINT8;
        this.reader = reader;
        this.total = total;
        this.lengths = new int[column.listLevels().length];
        this.counts = new int[column.listLevels().length];
        if (raw && lengths.length > 0) {
            throw new ValueException("is a list of byte strings. If they are text, say `types: {…: str}`");
        }
    }

    /**
     * The next row; null if it is left out. After a {@link ValueException} the row after it can be read.
     *
     * @throws ValueException if the row is no array; the message goes on after the name of the column
     * @throws ShortColumnException if there is no row
     */
    NdArray row() {
        values.clear();
        wrong = null;
        skipped = false;
        Arrays.fill(lengths, -1);
        Arrays.fill(counts, -1);
        if (read == 0 && total > 0 && reader.getCurrentRepetitionLevel() > 0) {
            throw new ShortColumnException("begins a row group in the middle of a list");
        }
        int level = 0;
        do {
            if (read == total) {
                throw new ShortColumnException("has fewer rows than the file says");
            }
            if (wrong == null) {
                entry(level);
            }
            reader.consume();
            read++;
            level = read < total ? reader.getCurrentRepetitionLevel() : 0;
        } while (level > 0);
        if (wrong == null) {
            close(0);
        }
        if (skipped) {
            return null;
        }
        if (wrong != null) {
            throw wrong;
        }
        for (int depth = 0; depth < lengths.length; depth++) {
            lengths[depth] = Math.max(0, lengths[depth]);
        }
        return array();
    }

    /** Passes over rows. */
    void skip(long rows) {
        for (long row = 0; row < rows; row++) {
            do {
                if (read == total) {
                    throw new ShortColumnException("has fewer rows than the file says");
                }
                if (reader.getCurrentDefinitionLevel() == column.descriptor().getMaxDefinitionLevel()) {
                    reader.skip();
                }
                reader.consume();
                read++;
            } while (read < total && reader.getCurrentRepetitionLevel() > 0);
        }
    }

    private NdArray array() {
        if (raw) {
            return NdArray.wrap(DType.UINT8, new int[] {bytes.length}, bytes);
        }
        if (type.meaning() != ParquetType.Meaning.HALF) {
            return values.toArray(dtype, lengths);
        }
        ByteBuffer halves = values.toArray(DType.UINT16, lengths).buffer();
        byte[] bits = new byte[halves.remaining()];
        halves.get(bits);
        NdArray array = NdArray.wrap(DType.FLOAT16, lengths, bits);
        if (dtype == DType.FLOAT16) {
            return array;
        }
        values.clear();
        for (int i = 0; i < array.size(); i++) {
            values.add(array.getDouble(i));
        }
        return values.toArray(dtype, lengths);
    }

    /** @throws ShortColumnException if there are values of the row group that belong to no row */
    void end() {
        if (read < total) {
            throw new ShortColumnException("has more rows than the file says");
        }
    }

    /** The entries of a column do not make the rows that its row group has. */
    static final class ShortColumnException extends RuntimeException {

        private static final long serialVersionUID = 1;

        ShortColumnException(String message) {
            super(message);
        }
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
        if (wrong != null) {
            return;
        }
        try {
            if (defined == column.descriptor().getMaxDefinitionLevel()) {
                value();
            } else {
                empty();
            }
        } catch (ValueException e) {
            wrong = e;
        }
    }

    private void empty() {
        if (skipsRow) {
            skipped = true;
        } else if (fill != null && raw) {
            bytes = fill.getBytes(StandardCharsets.UTF_8);
        } else if (fill != null) {
            WrittenValue.add(fill, dtype, values);
        } else if (type.meaning() == ParquetType.Meaning.HALF) {
            values.add(0x7e00L);
        } else if (dtype.isFloating()) {
            values.add(Double.NaN);
        } else {
            throw new ValueException("has an empty place (null), which no " + dtype.numpyName()
                    + " array can hold. Say with `nulls:` what stands for it, or skip_row");
        }
    }

    /** Ends the lists that lie deeper than a level. */
    private void close(int level) {
        for (int depth = level; depth < counts.length; depth++) {
            if (counts[depth] >= 0) {
                if (lengths[depth] >= 0 && lengths[depth] != counts[depth] && wrong == null) {
                    wrong = new ValueException("is not rectangular: lists of " + lengths[depth] + " and of "
                            + counts[depth] + " entries stand side by side");
                }
                lengths[depth] = counts[depth];
                counts[depth] = -1;
            }
        }
    }

    private void value() {
        switch (type.physical()) {
            case BOOLEAN -> values.add(reader.getBoolean());
            case INT32 -> whole(
                    type.dtype() == DType.UINT32 ? Integer.toUnsignedLong(reader.getInteger()) : reader.getInteger());
            case INT64 -> whole(reader.getLong());
            case FLOAT -> values.add((double) reader.getFloat());
            case DOUBLE -> values.add(reader.getDouble());
            default -> binary(reader.getBinary());
        }
    }

    private void whole(long value) {
        if (type.meaning() == ParquetType.Meaning.DECIMAL) {
            values.add(BigDecimal.valueOf(value, type.scale()).doubleValue());
        } else if (value < 0 && type.dtype() == DType.UINT64) {
            values.addUnsigned(value);
        } else {
            values.add(value);
        }
    }

    private void binary(Binary value) {
        switch (type.meaning()) {
            case DECIMAL -> values.add(decimal(value));
            case HALF -> values.add(
                    value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffffL);
            case OLD_TIME -> values.add(oldTime(value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN)));
            default -> {
                if (value.length() > Limits.item()) {
                    throw new ValueException("has a row of more than " + Limits.item() + " bytes");
                }
                if (raw) {
                    bytes = value.getBytes();
                } else {
                    values.add(text.value(value.toByteBuffer()));
                }
            }
        }
    }

    private double decimal(Binary value) {
        if (value.length() == 0) {
            return 0;
        }
        if (value.length() > 200) {
            throw new ValueException("has a decimal number of " + value.length() + " bytes");
        }
        return new BigDecimal(new BigInteger(value.getBytes()), type.scale()).doubleValue();
    }

    private static long oldTime(ByteBuffer value) {
        long nanos = value.getLong();
        long day = value.getInt() - JULIAN_DAY_OF_1970;
        try {
            return Math.addExact(Math.multiplyExact(day, NANOS_OF_DAY), nanos);
        } catch (ArithmeticException e) {
            throw new ValueException("has a time that 64 bits of nanoseconds do not reach, day " + day + " after 1970");
        }
    }
}
