// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes samples as the rows of a Parquet file, front to back, to any stream: a field with a single value becomes a column, one with axes
 * a column of lists. Pages are compressed with Snappy. {@code float16} becomes {@code float32}.
 *
 * <p>Encoding and thrift are the Parquet project's; the file around them is written here, since Parquet's own writer needs Hadoop. Holds up
 * to a row group of 64 MiB in memory. Used by one thread.
 */
@PublicEvolving
public final class ParquetWriter {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private static final long ROW_GROUP_BYTES = 64L << 20;

    /** Asking the library for its size costs a walk over all columns. */
    private static final int ROWS_BETWEEN_LOOKS = 100;

    private final OutputStream out;
    private final Map<String, ParquetChunk> chunks = new LinkedHashMap<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private ParquetRowType type;
    private ColumnWriteStore store;
    private RecordConsumer record;
    private long position;
    private long rows;
    private long rowsInGroup;

    /** @param out is left open */
    public ParquetWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes a row. The first one decides about the columns.
     *
     * @throws IllegalArgumentException if a field can be no column, or the row has other columns than those before; the message names them
     */
    public void write(Sample row) throws IOException {
        if (type == null) {
            type = ParquetRowType.of(row);
            put(MAGIC);
        }
        type.check(row);
        if (store == null) {
            beginGroup();
        }
        type.write(row, record);
        rowsInGroup++;
        if (rowsInGroup % ROWS_BETWEEN_LOOKS == 0 && store.getBufferedSize() > ROW_GROUP_BYTES) {
            endGroup();
        }
    }

    /**
     * Writes the footer. Nothing can be written after it.
     *
     * @throws IllegalStateException if there was no row: a Parquet file has at least one column
     */
    public void finish() throws IOException {
        if (type == null) {
            throw new IllegalStateException("a Parquet file needs a row, which tells its columns");
        }
        if (store != null) {
            endGroup();
        }
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(
                new FileMetaData(1, type.elements(), rows, groups).setCreated_by("pescador-flink"), footer);
        put(footer.toByteArray());
        put(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.size())
                .array());
        put(MAGIC);
    }

    private void beginGroup() {
        MessageType message = type.message();
        ParquetProperties properties = ParquetProperties.builder()
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .build();
        message.getColumns()
                .forEach(column -> chunks.put(String.join(".", column.getPath()), new ParquetChunk(column)));
        store = properties.newColumnWriteStore(message, column -> chunks.get(String.join(".", column.getPath())));
        record = new ColumnIOFactory().getColumnIO(message).getRecordWriter(store);
    }

    private void endGroup() throws IOException {
        record.flush();
        store.flush();
        List<ColumnChunk> columns = new ArrayList<>();
        long plain = 0;
        for (ParquetChunk chunk : chunks.values()) {
            ColumnChunk column = chunk.writeTo(out, position);
            position += chunk.getMemSize();
            plain += column.getMeta_data().getTotal_uncompressed_size();
            columns.add(column);
        }
        groups.add(new RowGroup(columns, plain, rowsInGroup));
        rows += rowsInGroup;
        rowsInGroup = 0;
        store.close();
        store = null;
        chunks.clear();
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }
}
