// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.SectionStream;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The pages of a column in a row group, one after the other, each decompressed and looked through before the decoding library gets it: what
 * the library would allocate on a page's word is held against the page's bytes here.
 */
final class ParquetPages implements PageReader {

    private static final int DATA = 0;
    private static final int INDEX = 1;
    private static final int DICTIONARY = 2;
    private static final int DATA_V2 = 3;

    private final InputFile file;
    private final ParquetColumn column;
    private final ParquetFile.Chunk chunk;
    private final SectionStream in;

    private Map<Integer, Object> ahead;
    private long left;

    ParquetPages(InputFile file, ParquetColumn column, ParquetFile.Chunk chunk) {
        this.file = file;
        this.column = column;
        this.chunk = chunk;
        this.in = new SectionStream(file, chunk.start(), chunk.length());
        this.left = chunk.values();
    }

    @Override
    public long getTotalValueCount() {
        return chunk.values();
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        try {
            if (left == 0) {
                return null;
            }
            Map<Integer, Object> header = header();
            if (type(header) != DICTIONARY) {
                ahead = header;
                return null;
            }
            byte[] values = body(header, 0, true);
            Map<Integer, Object> about = ParquetFile.struct(header, 7);
            long count = ParquetFile.number(about, 1, -1);
            int least = Math.max(1, bytesOfValue());
            if (count < 0 || count > values.length / least) {
                throw wrong("has a dictionary of " + count + " values in " + values.length + " bytes");
            }
            return new DictionaryPage(BytesInput.from(values), (int) count, Encoding.PLAIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int bytesOfValue() {
        return switch (column.physical()) {
            case INT32, FLOAT, BINARY -> 4;
            case INT64, DOUBLE -> 8;
            case FIXED_LEN_BYTE_ARRAY -> column.descriptor().getPrimitiveType().getTypeLength();
            default -> 1;
        };
    }

    @Override
    public DataPage readPage() {
        try {
            while (left > 0) {
                Map<Integer, Object> header = ahead == null ? header() : ahead;
                ahead = null;
                int type = type(header);
                if (type == DATA || type == DATA_V2) {
                    return type == DATA ? version1(header) : version2(header);
                }
                if (type != INDEX && type != DICTIONARY) {
                    throw wrong("has a page of a kind that there is not, " + type);
                }
                in.skipNBytes(size(header, 3));
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataPage version1(Map<Integer, Object> header) throws IOException {
        Map<Integer, Object> about = ParquetFile.struct(header, 5);
        int count = count(about);
        byte[] page = body(header, 0, true);
        Encoding encoding = encoding(ParquetFile.number(about, 2, -1));
        ParquetPageCheck check = new ParquetPageCheck(page, count);
        check.levels(column.descriptor().getMaxRepetitionLevel(), ParquetFile.number(about, 4, 3));
        check.levels(column.descriptor().getMaxDefinitionLevel(), ParquetFile.number(about, 3, 3));
        check.values(encoding, column.physical());
        fail(check);
        return new DataPageV1(BytesInput.from(page), count, page.length, null, Encoding.RLE, Encoding.RLE, encoding);
    }

    private DataPage version2(Map<Integer, Object> header) throws IOException {
        Map<Integer, Object> about = ParquetFile.struct(header, 8);
        int count = count(about);
        int repetition = size(about, 6);
        int definition = size(about, 5);
        int compressed = size(header, 3);
        if ((long) repetition + definition > compressed) {
            throw wrong("has a page whose levels are longer than the page");
        }
        byte[] repetitionLevels = exactly(repetition);
        byte[] definitionLevels = exactly(definition);
        byte[] values = body(header, repetition + definition, !Boolean.FALSE.equals(about.get(7)));
        Encoding encoding = encoding(ParquetFile.number(about, 4, -1));
        ParquetPageCheck levels = new ParquetPageCheck(repetitionLevels, count);
        levels.runs(column.descriptor().getMaxRepetitionLevel(), repetitionLevels.length);
        fail(levels);
        levels = new ParquetPageCheck(definitionLevels, count);
        levels.runs(column.descriptor().getMaxDefinitionLevel(), definitionLevels.length);
        fail(levels);
        ParquetPageCheck check = new ParquetPageCheck(values, count);
        check.values(encoding, column.physical());
        fail(check);
        return DataPageV2.uncompressed(
                (int) Math.min(Integer.MAX_VALUE, Math.max(0, ParquetFile.number(about, 3, 0))),
                (int) Math.min(count, Math.max(0, ParquetFile.number(about, 2, 0))),
                count,
                BytesInput.from(repetitionLevels),
                BytesInput.from(definitionLevels),
                encoding,
                BytesInput.from(values),
                null);
    }

    private int count(Map<Integer, Object> about) throws IOException {
        long count = ParquetFile.number(about, 1, -1);
        if (count < 0 || count > left || count > Integer.MAX_VALUE) {
            throw wrong("has a page of " + count + " values, where " + left + " are left");
        }
        left -= count;
        return (int) count;
    }

    private Map<Integer, Object> header() throws IOException {
        try {
            return new CompactThrift(in).struct();
        } catch (FormatException e) {
            throw e;
        } catch (IOException | ClassCastException e) {
            throw wrong("has a damaged page header").causedBy(e);
        }
    }

    private static int type(Map<Integer, Object> header) {
        return (int) ParquetFile.number(header, 1, -1);
    }

    /** A size that a header gives; what it counts must lie in the file. */
    private int size(Map<Integer, Object> struct, int field) throws IOException {
        long size = ParquetFile.number(struct, field, field == 3 ? -1 : 0);
        if (size < 0 || size > chunk.length()) {
            throw wrong("has a page of " + size + " bytes in " + chunk.length());
        }
        return (int) size;
    }

    /** What a page holds behind the first bytes, which are not compressed and have been read. */
    private byte[] body(Map<Integer, Object> header, int before, boolean compressed) throws IOException {
        byte[] bytes = exactly(size(header, 3) - before);
        long size = ParquetFile.number(header, 2, -1) - before;
        if (!compressed || chunk.codec() == 0) {
            return bytes;
        }
        if (size < 0 || size > Limits.INFLATED_ITEM) {
            throw wrong("has a page that decompresses to " + size + " bytes, more than " + Limits.INFLATED_ITEM);
        }
        return ParquetCodec.decompress(chunk.codec(), bytes, (int) size, this::wrong);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw wrong("ends early");
        }
        return bytes;
    }

    private Encoding encoding(long code) throws IOException {
        return switch ((int) code) {
            case 0 -> Encoding.PLAIN;
            case 3 -> Encoding.RLE;
            case 5 -> Encoding.DELTA_BINARY_PACKED;
            case 6 -> Encoding.DELTA_LENGTH_BYTE_ARRAY;
                // Number 2 is what the first version called it.
            case 2, 8 -> Encoding.RLE_DICTIONARY;
            case 9 -> Encoding.BYTE_STREAM_SPLIT;
            default -> throw wrong("is encoded in a way that cannot be read, number " + code);
        };
    }

    private void fail(ParquetPageCheck check) throws IOException {
        if (check.reason() != null) {
            throw wrong("has a damaged page: " + check.reason());
        }
    }

    private FormatException wrong(String reason) {
        return FormatException.at(file.name(), "column \"" + column.name() + "\"", reason);
    }
}
