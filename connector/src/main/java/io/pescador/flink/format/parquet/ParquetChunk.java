// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The pages of a column in the row group that is being written, compressed. Kept until the group is full, since columns follow each other. */
final class ParquetChunk implements PageWriter {

    private final ColumnDescriptor column;
    private final ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();
    private final Set<org.apache.parquet.format.Encoding> encodings =
            EnumSet.noneOf(org.apache.parquet.format.Encoding.class);
    private long values;
    private long uncompressed;

    ParquetChunk(ColumnDescriptor column) {
        this.column = column;
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int count,
            int rows,
            Statistics<?> statistics,
            SizeStatistics sizes,
            Encoding repetition,
            Encoding definition,
            Encoding of)
            throws IOException {
        DataPageHeader about = new DataPageHeader(count, code(of), code(definition), code(repetition));
        encodings.add(code(repetition));
        values += count;
        put(bytes, new PageHeader().setType(PageType.DATA_PAGE).setData_page_header(about), code(of), pages);
    }

    @Override
    public void writePage(
            BytesInput bytes,
            int count,
            int rows,
            Statistics<?> statistics,
            Encoding repetition,
            Encoding definition,
            Encoding of)
            throws IOException {
        writePage(bytes, count, rows, statistics, null, repetition, definition, of);
    }

    @Override
    @Deprecated
    public void writePage(
            BytesInput bytes,
            int count,
            Statistics<?> statistics,
            Encoding repetition,
            Encoding definition,
            Encoding of)
            throws IOException {
        writePage(bytes, count, -1, statistics, null, repetition, definition, of);
    }

    @Override
    public void writePageV2(
            int rows,
            int nulls,
            int count,
            BytesInput repetition,
            BytesInput definition,
            Encoding of,
            BytesInput bytes,
            Statistics<?> statistics) {
        throw new IllegalStateException("the library was asked for pages of version 1");
    }

    @Override
    public void writeDictionaryPage(DictionaryPage page) throws IOException {
        DictionaryPageHeader about = new DictionaryPageHeader(page.getDictionarySize(), code(page.getEncoding()));
        put(
                page.getBytes(),
                new PageHeader().setType(PageType.DICTIONARY_PAGE).setDictionary_page_header(about),
                code(page.getEncoding()),
                dictionary);
    }

    private void put(
            BytesInput bytes, PageHeader header, org.apache.parquet.format.Encoding of, ByteArrayOutputStream to)
            throws IOException {
        ByteArrayOutputStream collected = new ByteArrayOutputStream((int) bytes.size());
        bytes.writeAllTo(collected);
        byte[] plain = collected.toByteArray();
        byte[] packed = Snappy.compress(plain);
        int before = to.size();
        Util.writePageHeader(header.setUncompressed_page_size(plain.length).setCompressed_page_size(packed.length), to);
        uncompressed += to.size() - before + plain.length;
        to.write(packed);
        encodings.add(of);
    }

    private static org.apache.parquet.format.Encoding code(Encoding encoding) {
        return org.apache.parquet.format.Encoding.valueOf(encoding.name());
    }

    /**
     * Writes the chunk, its dictionary first.
     *
     * @param position where in the file it comes to lie
     * @return what the footer says of it
     */
    ColumnChunk writeTo(OutputStream out, long position) throws IOException {
        dictionary.writeTo(out);
        pages.writeTo(out);
        ColumnMetaData about = new ColumnMetaData(
                ParquetRowType.code(column.getPrimitiveType().getPrimitiveTypeName()),
                new ArrayList<>(encodings),
                List.of(column.getPath()),
                CompressionCodec.SNAPPY,
                values,
                uncompressed,
                getMemSize(),
                position + dictionary.size());
        if (dictionary.size() > 0) {
            about.setDictionary_page_offset(position);
        }
        return new ColumnChunk(position).setMeta_data(about);
    }

    @Override
    public long getMemSize() {
        return (long) dictionary.size() + pages.size();
    }

    @Override
    public long allocatedSize() {
        return getMemSize();
    }

    @Override
    public String memUsageString(String prefix) {
        return prefix + " " + getMemSize() + " bytes";
    }
}
