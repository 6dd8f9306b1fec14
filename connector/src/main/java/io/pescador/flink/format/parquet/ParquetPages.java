// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.GrowingRead;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.LittleEndian;
import io.pescador.flink.format.internal.SectionStream;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The pages of a column in a row group, one after the other, each decompressed and looked through before the decoding library gets it: what
 * the library would allocate on a page's word is held against the page's bytes here.
 */
final class ParquetPages implements PageReader {

    private static final int DATA = 0;
    private static final int INDEX = 1;
    private static final int DICTIONARY = 2;
    private static final int DATA_V2 = 3;

    /** Old versions of parquet-mr left the header of the dictionary out when they said how long a column is. */
    private static final int FORGOTTEN = 100;

    /** What the library takes for an entry of a dictionary beside its bytes. */
    private static final int BYTES_OF_ENTRY = 48;

    private static final String[] ENCODINGS = {
        "PLAIN",
        "number 1",
        "PLAIN_DICTIONARY",
        "RLE",
        "BIT_PACKED",
        "DELTA_BINARY_PACKED",
        "DELTA_LENGTH_BYTE_ARRAY",
        "DELTA_BYTE_ARRAY",
        "RLE_DICTIONARY",
        "BYTE_STREAM_SPLIT"
    };

    private final InputFile file;
    private final ParquetColumn column;
    private final ParquetFile.Chunk chunk;
    private final SectionStream in;

    private final Memory memory;

    private final long toSkip;

    private Map<Integer, Object> ahead;
    private long left;
    private long held;
    private long skipped;

    /** What the pages of a row group take that are in memory. */
    static final class Memory {

        private long taken;
    }

    /** @param toSkip so many values at the beginning are not wanted: pages that hold no others are passed over unseen */
    ParquetPages(InputFile file, ParquetColumn column, ParquetFile.Chunk chunk, Memory memory, long toSkip) {
        this.file = file;
        this.column = column;
        this.chunk = chunk;
        this.memory = memory;
        this.in = new SectionStream(file, chunk.start(), Math.addExact(chunk.length(), FORGOTTEN));
        this.left = chunk.values();
        this.toSkip = toSkip;
    }

    /** How many values were passed over; known once the dictionary has been asked for. */
    long skipped() {
        return skipped;
    }

    /** Called before the first page, by the library's first question. */
    private void skipPages() throws IOException {
        while (left > 0) {
            Map<Integer, Object> header = ahead == null ? header() : ahead;
            ahead = header;
            int type = type(header);
            if (type == DATA || type == DATA_V2) {
                long values = ParquetFile.number(ParquetFile.struct(header, type == DATA ? 5 : 8), 1, -1);
                if (skipped + values > toSkip || values < 0) {
                    return;
                }
                skipped += count(ParquetFile.struct(header, type == DATA ? 5 : 8));
            } else if (type != INDEX && type != DICTIONARY) {
                return;
            }
            in.skipNBytes(size(header, 3));
            ahead = null;
        }
    }

    /** Makes room for a page, which takes the place of the one before. */
    private void take(long bytes) throws IOException {
        memory.taken += bytes - held;
        held = bytes;
        if (memory.taken > Limits.pages()) {
            throw wrong("has pages that take more than " + Limits.pages()
                    + " bytes with those of the other columns, a quarter of the memory. Read fewer columns with"
                    + " `fields:`, or give the process more memory");
        }
    }

    @Override
    public long getTotalValueCount() {
        return chunk.values() - skipped;
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        try {
            DictionaryPage dictionary = dictionary();
            if (toSkip > 0) {
                skipPages();
            }
            return dictionary;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DictionaryPage dictionary() throws IOException {
        if (left == 0) {
            return null;
        }
        Map<Integer, Object> header = header();
        if (type(header) != DICTIONARY) {
            ahead = header;
            return null;
        }
        byte[] values = body(header, page(header), 0, true);
        Map<Integer, Object> about = ParquetFile.struct(header, 7);
        long count = ParquetFile.number(about, 1, -1);
        int least = Math.max(1, bytesOfValue());
        if (count < 0 || count > values.length / least) {
            throw wrong("has a dictionary of " + count + " values in " + values.length + " bytes");
        }
        if (column.physical() == PrimitiveTypeName.BINARY) {
            checkEntries(values, count);
        }
        take(held + count * BYTES_OF_ENTRY);
        held = 0; // stays, beside the pages
        return new DictionaryPage(BytesInput.from(values), (int) count, Encoding.PLAIN);
    }

    /** The library believes the length of an entry before it looks whether it is there. */
    private void checkEntries(byte[] values, long count) throws IOException {
        int at = 0;
        for (long i = 0; i < count; i++) {
            long length = values.length - at < 4 ? Long.MAX_VALUE : LittleEndian.int32(values, at);
            if (length > values.length - at - 4L) {
                throw wrong("has a damaged dictionary: entry " + i + " is longer than the dictionary");
            }
            at += 4 + (int) length;
        }
    }

    private int bytesOfValue() {
        return switch (column.physical()) {
            case INT32, FLOAT, BINARY -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> column.type().length();
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
        byte[] page = body(header, page(header), 0, true);
        long repetition = ParquetFile.number(about, 4, 3);
        long definition = ParquetFile.number(about, 3, 3);
        Encoding encoding = encoding(ParquetFile.number(about, 2, -1));
        ParquetPageCheck check = new ParquetPageCheck(page, count);
        check.levels(column.descriptor().getMaxRepetitionLevel(), repetition);
        check.levels(column.descriptor().getMaxDefinitionLevel(), definition);
        check.values(encoding, column.physical());
        fail(check);
        return new DataPageV1(
                BytesInput.from(page), count, page.length, null, levels(repetition), levels(definition), encoding);
    }

    private static Encoding levels(long code) {
        // The constant is deprecated, files are not.
        return code == 4 ? Encoding.valueOf("BIT_PACKED") : Encoding.RLE;
    }

    private DataPage version2(Map<Integer, Object> header) throws IOException {
        Map<Integer, Object> about = ParquetFile.struct(header, 8);
        int count = count(about);
        int repetition = size(about, 6);
        int definition = size(about, 5);
        byte[] page = page(header);
        if ((long) repetition + definition > page.length) {
            throw wrong("has a page whose levels are longer than the page");
        }
        byte[] repetitionLevels = Arrays.copyOf(page, repetition);
        byte[] definitionLevels = Arrays.copyOfRange(page, repetition, repetition + definition);
        byte[] values = body(header, page, repetition + definition, !Boolean.FALSE.equals(about.get(7)));
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

    /** A page as it is stored. */
    private byte[] page(Map<Integer, Object> header) throws IOException {
        int length = size(header, 3);
        take(length);
        byte[] page = GrowingRead.read(in, length);
        if (page.length < length) {
            throw wrong("ends early");
        }
        if (header.containsKey(4)) {
            CRC32 crc = new CRC32();
            crc.update(page);
            if ((int) crc.getValue() != (int) ParquetFile.number(header, 4, 0)) {
                throw wrong("has a damaged page: its checksum is not the one that was stored with it");
            }
        }
        return page;
    }

    /** What a page holds behind the first bytes, which are not compressed. */
    private byte[] body(Map<Integer, Object> header, byte[] page, int before, boolean compressed) throws IOException {
        byte[] bytes = before == 0 ? page : Arrays.copyOfRange(page, before, page.length);
        long size = ParquetFile.number(header, 2, -1) - before;
        if (!compressed || chunk.codec() == 0) {
            return bytes;
        }
        if (size < 0 || size > Limits.INFLATED_ITEM) {
            throw wrong("has a page that decompresses to " + size + " bytes, more than " + Limits.INFLATED_ITEM);
        }
        if (size == 0) {
            return new byte[0];
        }
        take(page.length + size);
        return ParquetCodec.decompress(chunk.codec(), bytes, (int) size, this::wrong);
    }

    private Encoding encoding(long code) throws IOException {
        return switch ((int) code) {
            case 0 -> Encoding.PLAIN;
            case 3 -> Encoding.RLE;
            case 5 -> Encoding.DELTA_BINARY_PACKED;
            case 6 -> Encoding.DELTA_LENGTH_BYTE_ARRAY;
            case 7 -> Encoding.DELTA_BYTE_ARRAY;
                // Number 2 is what the first version called it.
            case 2, 8 -> Encoding.RLE_DICTIONARY;
            case 9 -> Encoding.BYTE_STREAM_SPLIT;
            default -> throw wrong("is encoded in a way that cannot be read, "
                    + (code >= 0 && code < ENCODINGS.length ? ENCODINGS[(int) code] : "number " + code));
        };
    }

    private void fail(ParquetPageCheck check) throws IOException {
        if (check.reason() != null) {
            throw wrong("has a damaged page: " + check.reason());
        }
        take(held + check.memory());
    }

    private FormatException wrong(String reason) {
        return FormatException.at(file.name(), "column \"" + column.name() + "\"", reason);
    }
}
