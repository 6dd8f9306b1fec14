// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.format.internal.MemoryFile;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParquetRowsTest {

    private static String file(String name) {
        return Fixtures.file("parquet/" + name + ".parquet");
    }

    private static void assertRow(Sample row, int i) {
        assertThat(row.get("i8")).isEqualTo(NdArray.of((byte) (i % 100)).row(0));
        assertThat(row.get("u16").dtype()).isEqualTo(DType.UINT16);
        assertThat(row.get("u16").getLong(0)).isEqualTo(i * 60);
        assertThat(row.get("i32")).isEqualTo(NdArray.scalar(i));
        assertThat(row.get("i64")).isEqualTo(NdArray.scalar(i * 1_000_000_000_000L));
        assertThat(row.get("f4")).isEqualTo(NdArray.scalar(i / 2f));
        assertThat(row.get("f8")).isEqualTo(NdArray.scalar(i % 7 == 0 ? Double.NaN : i / 3.0));
        assertThat(row.get("ok")).isEqualTo(NdArray.scalar(i % 3 == 0));
        assertThat(row.get("s")).isEqualTo(NdArray.scalar("señal " + i % 10));
        byte[] raw = new byte[i % 5];
        Arrays.fill(raw, (byte) i);
        assertThat(row.get("raw")).isEqualTo(NdArray.wrap(DType.UINT8, new int[] {raw.length}, raw));
        float[] list = {0, 1, 2};
        assertThat(row.get("list")).isEqualTo(NdArray.of(Arrays.copyOf(list, i % 4)));
        assertThat(row.get("matrix")).isEqualTo(NdArray.of(i, 0L, i, 1, i, 2).reshape(3, 2));
        assertThat(row.get("fixed")).isEqualTo(NdArray.of(i, i + 1, i + 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd"})
    void readsWhatArrowWrites(String codec) throws IOException {
        for (int version : new int[] {1, 2}) {
            try (RowReader<Sample> reader =
                    ParquetRows.of(file(codec + "-v" + version)).open()) {
                assertThat(reader.count()).isEqualTo(1000);
                for (int i = 0; i < 1000; i++) {
                    assertRow(reader.read(i), i);
                }
                assertThat(reader.read(1000)).isNull();
                for (int i : new int[] {999, 0, 401, 400}) {
                    assertRow(reader.read(i), i);
                }
            }
        }
    }

    @Test
    void readsDifferences() throws IOException {
        try (RowReader<Sample> reader = ParquetRows.of(file("delta")).open()) {
            for (int i = 0; i < 1000; i++) {
                Sample row = reader.read(i);
                assertThat(row.get("i32")).isEqualTo(NdArray.scalar(i));
                assertThat(row.get("i64")).isEqualTo(NdArray.scalar(i * 1_000_000_000_000L));
                assertThat(row.get("s")).isEqualTo(NdArray.scalar("señal " + i % 10));
            }
        }
    }

    @Test
    void picksFieldsAndAddsConstants() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("label", "i32");
        fields.put("features", "matrix");
        try (RowReader<Sample> reader = ParquetRows.of(file("snappy-v1"))
                .fields(fields)
                .constant("class", "pez")
                .open()) {
            assertThat(reader.read(5).names().asList()).containsExactly("label", "features", "class");
            assertThat(reader.read(5).get("label")).isEqualTo(NdArray.scalar(5));
            assertThat(reader.read(6).get("class")).isEqualTo(NdArray.scalar("pez"));
        }
        try (RowReader<Sample> reader =
                ParquetRows.of(file("odd")).fields(Map.of("x", "x")).open()) {
            assertThat(reader.read(1)).isEqualTo(Sample.of("x", NdArray.scalar(2.0)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "struct | column \"struct\": is a structure or a map, whose values are read by their paths: \"struct.a\", \"struct.b\". Say which ones to read with `fields:`, or `fields: all readable`",
                "xx | no column \"xx\" (did you mean \"x\"?); it has x, when, struct.a, struct.b, none, ragged, money",
                "none | row 1, column \"none\": has an empty place (null), which no int64 array can hold. Say with `nulls:` what stands for it, or skip_row",
                "ragged | row 0, column \"ragged\": is not rectangular: lists of 1 and of 2 entries stand side by side",
            })
    void saysWhatItCannotRead(String column, String reason) {
        String file = file("odd");
        assertThatThrownBy(() -> {
                    try (RowReader<Sample> reader =
                            ParquetRows.of(file).fields(Map.of("y", column)).open()) {
                        reader.read(0);
                        reader.read(1);
                    }
                })
                .isInstanceOf(FormatException.class)
                .hasMessage(file + ": " + reason);
    }

    @Test
    void refusesWhatIsNoParquet() {
        String csv = Fixtures.file("csv/breast-cancer.csv");
        assertThatThrownBy(() -> ParquetRows.of(csv).open())
                .hasMessage(csv + ": is no Parquet file: it does not end with PAR1");
        String empty = Fixtures.file("npy/zero-bytes.npy");
        assertThatThrownBy(() -> ParquetRows.of(empty).open())
                .hasMessage(empty + ": is no Parquet file: it is too short");
        String odd = file("odd");
        assertThatThrownBy(() -> ParquetRows.of(odd).open())
                .hasMessageContaining("Say which ones to read with `fields:`");
    }

    /** Lists in lists in lists, a byte each. */
    @Test
    void refusesNestingWithoutEnd() {
        int depth = 100_000;
        byte[] bytes = new byte[4 + depth + 8];
        Arrays.fill(bytes, 4, 4 + depth, (byte) 0x19);
        ByteBuffer.wrap(bytes, 4 + depth, 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(depth)
                .put("PAR1".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> ParquetRows.of("n.parquet").read(MemoryFile.of(bytes, "n.parquet")))
                .isInstanceOf(FormatException.class)
                .hasMessage("n.parquet: its footer is damaged: structures are nested without end");
    }

    @Test
    void refusesAFileThatWasCut() throws IOException {
        byte[] bytes = Fixtures.bytes("parquet/none-v1.parquet");
        byte[] cut = new byte[bytes.length - 1000];
        System.arraycopy(bytes, 0, cut, 0, 4);
        System.arraycopy(bytes, 1004, cut, 4, cut.length - 4);
        assertThatThrownBy(() -> {
                    try (var reader = ParquetRows.of("c.parquet").read(MemoryFile.of(cut, "c.parquet"))) {
                        while (reader.read() != null) {
                            // Until it fails.
                        }
                    }
                })
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("c.parquet: ");
    }
}
