// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.format.internal.MemoryFile;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;

import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static io.pescador.flink.format.parquet.ParquetBytes.bytes;
import static io.pescador.flink.format.parquet.ParquetBytes.data;
import static io.pescador.flink.format.parquet.ParquetBytes.dictionary;
import static io.pescador.flink.format.parquet.ParquetBytes.group;
import static io.pescador.flink.format.parquet.ParquetBytes.join;
import static io.pescador.flink.format.parquet.ParquetBytes.little;
import static io.pescador.flink.format.parquet.ParquetBytes.repeated;
import static io.pescador.flink.format.parquet.ParquetBytes.required;
import static io.pescador.flink.format.parquet.ParquetBytes.strings;
import static io.pescador.flink.format.parquet.ParquetBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What columns hold in files of real writers, and files that are not what they claim. */
class ParquetColumnsTest {

    private static List<Sample> read(byte[] file, ParquetRows rows) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (ItemReader<Sample> reader = rows.read(MemoryFile.of(file, "f.parquet"))) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                samples.add(sample);
            }
        }
        return samples;
    }

    private static List<Sample> read(byte[] file) throws IOException {
        return read(file, ParquetRows.of("f.parquet"));
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> read(file)).isInstanceOf(FormatException.class).hasMessageContaining(message);
    }

    private static NdArray only(Sample sample) {
        return sample.get(0);
    }

    // ---- what pyarrow writes

    private static Map<String, String> under(String... pairs) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rich-v1", "rich-v2"})
    void readsTimesDecimalsAndStructures(String name) throws IOException {
        ParquetRows rows = ParquetRows.of(Fixtures.file("parquet/" + name + ".parquet"))
                .fields(under(
                        "id",
                        "id",
                        "u64",
                        "u64",
                        "us",
                        "us",
                        "ns",
                        "ns",
                        "day",
                        "day",
                        "time",
                        "time",
                        "small",
                        "small",
                        "large",
                        "large",
                        "half",
                        "half",
                        "image",
                        "image.bytes",
                        "path",
                        "image.path",
                        "only",
                        "only.path",
                        "role",
                        "messages.role",
                        "content",
                        "messages.content",
                        "keys",
                        "tags.key",
                        "values",
                        "tags.value",
                        "maybe",
                        "maybe",
                        "text",
                        "maybe_text",
                        "names",
                        "names",
                        "prefixed",
                        "prefixed"))
                .types(Map.of("names", DType.STRING))
                .nulls(Nulls.REFUSED.filling("maybe", "-1").filling("text", ""));
        try (RowReader<Sample> reader = rows.open()) {
            assertThat(reader.count()).isEqualTo(30);
            for (int i = 0; i < 30; i++) {
                Sample row = reader.read(i);
                assertThat(row.get("u64").dtype()).isEqualTo(DType.UINT64);
                assertThat(row.get("u64").getLong(0)).isEqualTo(i % 2 == 0 ? i : Long.MIN_VALUE + i);
                assertThat(row.get("us")).isEqualTo(NdArray.scalar(i * 1000L - 5));
                assertThat(row.get("ns")).isEqualTo(NdArray.scalar(i * 1_000_000_000L));
                assertThat(row.get("day")).isEqualTo(NdArray.scalar(i - 3L));
                assertThat(row.get("time")).isEqualTo(NdArray.scalar(i * 1000L));
                assertThat(row.get("small")).isEqualTo(NdArray.scalar((i - 7) / 100.0));
                assertThat(row.get("large")).isEqualTo(NdArray.scalar(1e15 + i * 1e-5));
                assertThat(row.get("half").dtype()).isEqualTo(DType.FLOAT16);
                assertThat(row.get("half").getDouble(0)).isEqualTo(i / 4.0);
                assertThat(row.get("image").shape()).containsExactly(i % 3);
                assertThat(row.get("path")).isEqualTo(NdArray.scalar(i + ".png"));
                assertThat(row.get("only")).isEqualTo(NdArray.scalar(i + ".wav"));
                assertThat(row.get("role").shape()).containsExactly(i % 3);
                if (i % 3 == 2) {
                    assertThat(row.get("content")).isEqualTo(NdArray.of("hi 0", "hi 1"));
                    assertThat(row.get("names")).isEqualTo(NdArray.of("x0", "x1"));
                }
                assertThat(row.get("keys")).isEqualTo(NdArray.of("a", "b"));
                assertThat(row.get("values")).isEqualTo(NdArray.of(i, i + 1));
                assertThat(row.get("maybe")).isEqualTo(NdArray.scalar(i % 4 == 0 ? -1 : i));
                assertThat(row.get("text")).isEqualTo(NdArray.scalar(i % 5 == 0 ? "" : "t" + i));
                assertThat(row.get("prefixed")).isEqualTo(NdArray.scalar("https://example.org/%04d".formatted(i)));
            }
        }
    }

    @Test
    void leavesOutRowsWithNull() throws IOException {
        ParquetRows rows =
                ParquetRows.of(Fixtures.file("parquet/rich-v2.parquet")).fields(under("m", "maybe", "t", "maybe_text"));
        try (RowReader<Sample> reader = rows.nulls(Nulls.SKIPPED).open()) {
            assertThat(reader.count()).isEqualTo(18); // neither a multiple of 4 nor of 5
            assertThat(reader.read(0).get("m")).isEqualTo(NdArray.scalar(1));
            assertThat(reader.read(17).get("m")).isEqualTo(NdArray.scalar(29));
        }
        try (RowReader<Sample> reader =
                rows.nulls(Nulls.REFUSED.skippingRows("m").filling("t", "?")).open()) {
            assertThat(reader.count()).isEqualTo(22);
            assertThat(reader.read(3).get("t")).isEqualTo(NdArray.scalar("?"));
        }
    }

    @Test
    void readsWhatCanBeReadInOneWord() throws IOException {
        String file = Fixtures.file("parquet/rich-v1.parquet");
        assertThatThrownBy(() -> ParquetRows.of(file).open())
                .hasMessage(file + ": column \"image\": is a structure or a map, whose values are read by their paths:"
                        + " \"image.bytes\", \"image.path\". Say which ones to read with `fields:`, or `fields: all"
                        + " readable`");
        String odd = Fixtures.file("parquet/odd.parquet");
        try (RowReader<Sample> reader = ParquetRows.of(odd)
                .readable()
                .nulls(Nulls.REFUSED.filling("none", "0"))
                .open()) {
            assertThatThrownBy(() -> reader.read(0)).hasMessageContaining("ragged");
        }
    }

    @Test
    void readsOldTimes() throws IOException {
        try (RowReader<Sample> reader = ParquetRows.of(Fixtures.file("parquet/int96.parquet"))
                .nulls(Nulls.SKIPPED)
                .open()) {
            assertThat(reader.read(0).get("t")).isEqualTo(NdArray.scalar(0L));
            assertThat(reader.read(1).get("t")).isEqualTo(NdArray.scalar(1_000_000_000_000_000_001L));
        }
    }

    // ---- numbers and texts

    private static SchemaElement uint64(String name) {
        return required(name, Type.INT64).setConverted_type(ConvertedType.UINT_64);
    }

    @Test
    void readsAllOfUnsigned64Bits() throws IOException {
        byte[] values = little(1L, Long.MIN_VALUE, -1L);
        for (byte[] file : List.of(
                new ParquetBytes(1, uint64("a"))
                        .column(Type.INT64, "a", 3, data(3, Encoding.PLAIN), values)
                        .group(3)
                        .bytes(),
                new ParquetBytes(1, uint64("a"))
                        .column(
                                Type.INT64,
                                "a",
                                3,
                                dictionary(3),
                                values,
                                data(3, Encoding.RLE_DICTIONARY),
                                bytes(2, 3, 0b100100, 0))
                        .group(3)
                        .bytes())) {
            assertThat(read(file).stream()
                            .map(row -> Long.toUnsignedString(only(row).getLong(0))))
                    .containsExactly("1", "9223372036854775808", "18446744073709551615");
            assertThat(read(file, ParquetRows.of("f.parquet").types(Map.of("a", DType.FLOAT64))).stream()
                            .map(row -> only(row).getDouble(0)))
                    .containsExactly(1.0, 0x1p63, 0x1p64);
            assertThatThrownBy(() -> read(file, ParquetRows.of("f.parquet").types(Map.of("a", DType.INT64))))
                    .hasMessage("f.parquet: row 1, column \"a\": is 9223372036854775808, which does not fit in int64");
        }
    }

    private static SchemaElement text(String name) {
        return required(name, Type.BYTE_ARRAY).setConverted_type(ConvertedType.UTF8);
    }

    @Test
    void refusesTextThatIsNotUtf8WhereverItStands() throws IOException {
        byte[][] bad = {
            bytes('c', 'a', 'f', 0xe9), bytes(0xc0, 0xaf), bytes(0xed, 0xa0, 0x80), bytes(0xf4, 0xbf, 0xbf, 0xbf)
        };
        for (byte[] value : bad) {
            byte[] plain = new ParquetBytes(1, text("s"))
                    .column(Type.BYTE_ARRAY, "s", 2, data(2, Encoding.PLAIN), strings(utf8("ok"), value))
                    .group(2)
                    .bytes();
            assertRefused(plain, "row 1, column \"s\": has a text that is not UTF-8");
            byte[] packed = new ParquetBytes(1, text("s"))
                    .column(
                            Type.BYTE_ARRAY,
                            "s",
                            1,
                            dictionary(1),
                            strings(value),
                            data(1, Encoding.RLE_DICTIONARY),
                            bytes(0, 2))
                    .group(1)
                    .bytes();
            assertRefused(packed, "row 0, column \"s\": has a text that is not UTF-8");
        }
        byte[] good = new ParquetBytes(1, text("s"))
                .column(Type.BYTE_ARRAY, "s", 2, data(2, Encoding.PLAIN), strings(utf8("é𝄞"), utf8("")))
                .group(2)
                .bytes();
        assertThat(read(good)).extracting(row -> only(row).getString(0)).containsExactly("é𝄞", "");
    }

    @Test
    void takesBytesForTextWhereThatIsDeclared() throws IOException {
        byte[] file = new ParquetBytes(1, required("s", Type.BYTE_ARRAY))
                .column(Type.BYTE_ARRAY, "s", 2, data(2, Encoding.PLAIN), strings(utf8("ab"), utf8("é")))
                .group(2)
                .bytes();
        assertThat(only(read(file).get(1)).dtype()).isEqualTo(DType.UINT8);
        ParquetRows declared = ParquetRows.of("f.parquet").types(Map.of("s", DType.STRING));
        assertThat(read(file, declared))
                .extracting(row -> only(row).getString(0))
                .containsExactly("ab", "é");
        assertThatThrownBy(() -> read(file, ParquetRows.of("f.parquet").types(Map.of("t", DType.STRING))))
                .hasMessage("f.parquet: types declares \"t\" (did you mean \"s\"?), which no field is named");
    }

    // ---- dictionaries

    @Test
    void believesNoLengthInADictionary() throws IOException {
        int[] lies = {4, 5, 1 << 24, Integer.MAX_VALUE, -1, Integer.MIN_VALUE};
        for (int lie : lies) {
            byte[] file = new ParquetBytes(1, required("a", Type.BYTE_ARRAY))
                    .column(
                            Type.BYTE_ARRAY,
                            "a",
                            2,
                            dictionary(2),
                            join(strings(utf8("abc")), little(lie), utf8("def")),
                            data(2, Encoding.RLE_DICTIONARY),
                            bytes(1, 3, 2))
                    .group(2)
                    .bytes();
            assertRefused(file, "column \"a\": has a damaged dictionary: entry 1 is longer than the dictionary");
        }
    }

    // ---- pages

    private static PageHeader version2(int count, boolean compressed) {
        return new PageHeader()
                .setType(PageType.DATA_PAGE_V2)
                .setData_page_header_v2(
                        new DataPageHeaderV2(count, 0, count, Encoding.PLAIN, 0, 0).setIs_compressed(compressed));
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodec.class,
            names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void takesPagesOfNothing(CompressionCodec codec) throws IOException {
        PageHeader empty = new PageHeader()
                .setType(PageType.DATA_PAGE_V2)
                .setData_page_header_v2(new DataPageHeaderV2(2, 2, 2, Encoding.PLAIN, 2, 0).setIs_compressed(true));
        SchemaElement optional = new SchemaElement("a")
                .setType(Type.DOUBLE)
                .setRepetition_type(org.apache.parquet.format.FieldRepetitionType.OPTIONAL);
        byte[] file = new ParquetBytes(1, optional)
                .codec(codec)
                .column(Type.DOUBLE, "a", 2, empty, bytes(4, 0))
                .group(2)
                .bytes();
        assertThat(read(file)).extracting(row -> only(row).getDouble(0)).containsExactly(Double.NaN, Double.NaN);
    }

    @Test
    void comparesTheChecksumsOfPages() throws IOException {
        byte[] values = little(1, 2);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(values);
        for (int wrong : new int[] {0, 1}) {
            for (PageHeader header : List.of(data(2, Encoding.PLAIN), version2(2, false))) {
                byte[] file = new ParquetBytes(1, required("a", Type.INT32))
                        .column(Type.INT32, "a", 2, header.setCrc((int) crc.getValue() + wrong), values)
                        .group(2)
                        .bytes();
                if (wrong == 0) {
                    assertThat(read(file)).hasSize(2);
                } else {
                    assertRefused(file, "column \"a\": has a damaged page: its checksum is not the one");
                }
            }
            byte[] file = new ParquetBytes(1, required("a", Type.INT32))
                    .column(
                            Type.INT32,
                            "a",
                            2,
                            dictionary(2).setCrc((int) crc.getValue() + wrong),
                            values,
                            data(2, Encoding.RLE_DICTIONARY),
                            bytes(1, 3, 2))
                    .group(2)
                    .bytes();
            if (wrong == 0) {
                assertThat(read(file)).extracting(row -> only(row).getLong(0)).containsExactly(1L, 2L);
            } else {
                assertRefused(file, "its checksum is not the one");
            }
        }
    }

    /** Each flip of a bit in the pages of a file with checksums is noticed, but for those in headers that mean nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"rich-v1", "rich-v2"})
    void noticesFlipsInPagesWithChecksums(String name) throws IOException {
        byte[] original = Fixtures.bytes("parquet/" + name + ".parquet");
        ParquetRows some = ParquetRows.of("f.parquet").fields(under("id", "id", "p", "prefixed", "u", "u64"));
        List<Sample> right = read(original, some);
        java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            byte[] flipped = original.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            List<Sample> rows;
            try {
                rows = read(flipped, some);
            } catch (FormatException e) {
                continue;
            }
            // A flip in the footer can make another type of a column, or another name of one that is not read.
            assertThat(rows).hasSize(right.size());
        }
    }

    @Test
    void readsLevelsOfTheFirstFiles() throws IOException {
        PageHeader header = data(3, Encoding.PLAIN);
        header.getData_page_header().setRepetition_level_encoding(Encoding.BIT_PACKED);
        header.getData_page_header().setDefinition_level_encoding(Encoding.BIT_PACKED);
        // Rows [5, 6] and [7]: repetition 0, 1, 0 and definition 1, 1, 1, the highest bits first.
        byte[] file = new ParquetBytes(1, repeated("a", Type.INT32))
                .column(Type.INT32, "a", 3, header, join(bytes(0b01000000, 0b11100000), little(5, 6, 7)))
                .group(2)
                .bytes();
        assertThat(read(file)).extracting(ParquetColumnsTest::only).containsExactly(NdArray.of(5, 6), NdArray.of(7));
    }

    // ---- rows

    private static byte[] lists(long rows, long values, int[] repetition, int... numbers) throws IOException {
        byte[] levels = join(little(2), bytes(3, repetition[0]), little(2), bytes(3, 0xff));
        return new ParquetBytes(1, repeated("a", Type.INT32))
                .column(Type.INT32, "a", values, data((int) values, Encoding.PLAIN), join(levels, little(numbers)))
                .group(rows)
                .bytes();
    }

    @Test
    void refusesEntriesThatBelongToNoRow() throws IOException {
        assertThat(read(lists(2, 3, new int[] {0b010}, 1, 2, 3)))
                .extracting(ParquetColumnsTest::only)
                .containsExactly(NdArray.of(1, 2), NdArray.of(3));
        assertRefused(lists(1, 3, new int[] {0b010}, 1, 2, 3), "column \"a\": has more rows than the file says");
        assertRefused(lists(3, 3, new int[] {0b010}, 1, 2, 3), "column \"a\": has fewer rows than the file says");
        assertRefused(
                lists(2, 3, new int[] {0b011}, 1, 2, 3), "column \"a\": begins a row group in the middle of a list");
    }

    @Test
    void holdsRowsOfGroupsAgainstTheFooter() throws IOException {
        ParquetBytes file = new ParquetBytes(1, required("a", Type.INT32))
                .column(Type.INT32, "a", 1, data(1, Encoding.PLAIN), little(7))
                .group(1);
        assertRefused(file.bytes(2), "its footer is damaged: it says 2 rows, and its row groups have 1");
        ParquetBytes none = new ParquetBytes(1, required("a", Type.INT32));
        assertRefused(none.bytes(2), "its footer is damaged: it says 2 rows, and its row groups have 0");
        assertThat(read(new ParquetBytes(1, required("a", Type.INT32)).bytes())).isEmpty();
        byte[] emptyGroup = new ParquetBytes(1, required("a", Type.INT32))
                .column(Type.INT32, "a", 0)
                .group(0)
                .column(Type.INT32, "a", 1, data(1, Encoding.PLAIN), little(7))
                .group(1)
                .bytes();
        assertThat(read(emptyGroup)).hasSize(1);
        byte[] fewer = new ParquetBytes(1, required("a", Type.INT32))
                .column(Type.INT32, "a", 1, data(1, Encoding.PLAIN), little(7))
                .group(2)
                .bytes();
        assertRefused(fewer, "column \"a\": has 1 values in a row group of 2 rows");
    }

    @Test
    void refusesRunsOfNothing() throws IOException {
        byte[] file = new ParquetBytes(1, required("a", Type.INT32))
                .column(
                        Type.INT32,
                        "a",
                        2,
                        dictionary(2),
                        little(1, 2),
                        data(2, Encoding.RLE_DICTIONARY),
                        bytes(1, 0, 1, 4, 0))
                .group(2)
                .bytes();
        assertRefused(file, "has a damaged page: a run of no numbers");
    }

    // ---- structures

    @Test
    void namesValuesInStructuresByTheirPaths() throws IOException {
        byte[] file = new ParquetBytes(2, group("a", 1), group("b", 1), required("c", Type.INT32), group("none", 0))
                .column(Type.INT32, "a.b.c", 1, data(1, Encoding.PLAIN), little(7))
                .group(1)
                .bytes();
        assertRefused(file, "column \"a\": is a structure or a map, whose values are read by their paths: \"a.b.c\"");
        ParquetRows rows = ParquetRows.of("f.parquet");
        assertThat(read(file, rows.fields(Map.of("x", "a.b.c")))).containsExactly(Sample.of("x", NdArray.scalar(7)));
        assertThat(read(file, rows.readable())).containsExactly(Sample.of("a.b.c", NdArray.scalar(7)));
        assertThatThrownBy(() -> read(file, rows.fields(Map.of("x", "none"))))
                .hasMessageContaining("column \"none\": is a structure without anything that can be read");
        assertThatThrownBy(() -> read(file, rows.fields(Map.of("x", "a.b"))))
                .hasMessage("f.parquet: no column \"a.b\"; it has a.b.c");
    }

    @Test
    void namesWhatIsThereTwice() throws IOException {
        byte[] file = new ParquetBytes(2, required("a", Type.INT32), required("a", Type.INT32))
                .column(Type.INT32, "a", 1, data(1, Encoding.PLAIN), little(7))
                .column(Type.INT32, "a", 1, data(1, Encoding.PLAIN), little(8))
                .group(1)
                .bytes();
        assertRefused(file, "column \"a\": is there twice: two columns have this name");
    }
}
