// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts Parquet files together byte by byte, also such as no writer makes. */
final class ParquetBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<SchemaElement> schema = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private List<ColumnChunk> chunks = new ArrayList<>();
    private CompressionCodec codec = CompressionCodec.UNCOMPRESSED;
    private long rows;

    /** @param fields the schema below its root, each parent before its children */
    ParquetBytes(int tops, SchemaElement... fields) {
        out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        schema.add(new SchemaElement("root").setNum_children(tops));
        schema.addAll(Arrays.asList(fields));
    }

    static SchemaElement required(String name, Type type) {
        return new SchemaElement(name).setType(type).setRepetition_type(FieldRepetitionType.REQUIRED);
    }

    static SchemaElement repeated(String name, Type type) {
        return new SchemaElement(name).setType(type).setRepetition_type(FieldRepetitionType.REPEATED);
    }

    static SchemaElement group(String name, int children) {
        return new SchemaElement(name).setNum_children(children).setRepetition_type(FieldRepetitionType.REQUIRED);
    }

    ParquetBytes codec(CompressionCodec of) {
        codec = of;
        return this;
    }

    static PageHeader data(int count, Encoding encoding) {
        return new PageHeader()
                .setType(PageType.DATA_PAGE)
                .setData_page_header(new DataPageHeader(count, encoding, Encoding.RLE, Encoding.RLE));
    }

    static PageHeader dictionary(int count) {
        return new PageHeader()
                .setType(PageType.DICTIONARY_PAGE)
                .setDictionary_page_header(new DictionaryPageHeader(count, Encoding.PLAIN));
    }

    /** A column of the next row group: its pages, each a header and its bytes. */
    ParquetBytes column(Type type, String path, long values, Object... pages) throws IOException {
        long start = out.size();
        for (int i = 0; i < pages.length; i += 2) {
            byte[] body = (byte[]) pages[i + 1];
            PageHeader header = (PageHeader) pages[i];
            header.setCompressed_page_size(body.length);
            if (!header.isSetUncompressed_page_size()) {
                header.setUncompressed_page_size(body.length);
            }
            Util.writePageHeader(header, out);
            out.writeBytes(body);
        }
        long length = out.size() - start;
        ColumnMetaData about = new ColumnMetaData(
                type, List.of(Encoding.PLAIN), List.of(path.split("\\.")), codec, values, length, length, start);
        chunks.add(new ColumnChunk(start).setMeta_data(about));
        return this;
    }

    ParquetBytes group(long count) {
        groups.add(new RowGroup(chunks, 0, count));
        chunks = new ArrayList<>();
        rows += count;
        return this;
    }

    byte[] bytes() throws IOException {
        return bytes(rows);
    }

    /** @param footerRows how many rows the footer says */
    byte[] bytes(long footerRows) throws IOException {
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(new FileMetaData(1, schema, footerRows, groups), footer);
        out.write(footer.toByteArray());
        out.write(little(footer.size()));
        out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    static byte[] little(int... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(bytes::putInt);
        return bytes.array();
    }

    static byte[] little(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(bytes::putLong);
        return bytes.array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    /** Byte strings as plain pages have them. */
    static byte[] strings(byte[]... values) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] value : values) {
            joined.writeBytes(little(value.length));
            joined.writeBytes(value);
        }
        return joined.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
