// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CsvRowsTest {

    private static final CsvRows ROWS = CsvRows.of("a.csv");

    private static List<Sample> read(CsvRows rows, String text) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (ItemReader<Sample> reader = rows.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                samples.add(sample);
            }
        }
        return samples;
    }

    private static Map<String, FieldSource> fields(String... namesAndColumns) {
        Map<String, FieldSource> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndColumns.length; i += 2) {
            fields.put(namesAndColumns[i], FieldSource.of(namesAndColumns[i + 1]));
        }
        return fields;
    }

    @Test
    void makesAnArrayOfEachColumn() throws IOException {
        List<Sample> samples = read(ROWS, "n,x,word\n1,0.5,pez\r\n-2,1e3,\"señal, \"\"largo\"\"\n y dos\"\n");
        assertThat(samples).hasSize(2);
        assertThat(samples.get(0).names().asList()).containsExactly("n", "x", "word");
        assertThat(samples.get(0).toMap())
                .containsEntry("n", NdArray.scalar(1L))
                .containsEntry("x", NdArray.scalar(0.5))
                .containsEntry("word", NdArray.scalar("pez"));
        assertThat(samples.get(1).get("n")).isEqualTo(NdArray.scalar(-2L));
        assertThat(samples.get(1).get("x")).isEqualTo(NdArray.scalar(1000.0));
        assertThat(samples.get(1).get("word").getString(0)).isEqualTo("señal, \"largo\"\n y dos");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        assertThat(read(ROWS.withoutHeader(), "\uFEFF1\n3\n"))
                .extracting(sample -> sample.get("0"))
                .containsExactly(NdArray.scalar(1L), NdArray.scalar(3L));
        assertThat(read(ROWS, "\uFEFF\"a,b\",c\n1,2\n").get(0).names().asList()).containsExactly("a,b", "c");
    }

    @Test
    void aFileThatEndsInsideQuotesIsRefused() throws IOException {
        assertThatThrownBy(() -> read(ROWS, "a,b\n1,\"x\"\n2,\"torn\n"))
                .isInstanceOf(FormatException.class)
                .hasMessage("a.csv:3: is cut short: the file ends inside quotes that open here");
        assertThat(read(ROWS, "a,b\n1,5\" wide\n2,\"x\"\"\"")).hasSize(2);
    }

    @Test
    void wholeNumbersBeyond64BitsAreToldUnlessDeclared() throws IOException {
        for (String cell : List.of("12345678901234567890", "-9223372036854775809", "99999999999999999999999")) {
            assertThatThrownBy(() -> read(ROWS, "a\n" + cell + "\n"))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("a.csv:2: column \"a\": \"" + cell + "\" is a whole number beyond 64 bits.");
        }
        NdArray most = read(ROWS.types(Map.of("a", DType.UINT64)), "a\n18446744073709551615\n")
                .get(0)
                .get("a");
        assertThat(Long.toUnsignedString(most.getLong(0))).isEqualTo("18446744073709551615");
        assertThatThrownBy(() -> read(ROWS.types(Map.of("a", DType.UINT64)), "a\n18446744073709551616\n"))
                .hasMessageContaining("is no uint64");
    }

    @Test
    void gathersColumns() throws IOException {
        Map<String, FieldSource> fields = fields("X", "a..c", "y", "label");
        fields.put("Z", FieldSource.gather(List.of("c", "a")));
        fields.put("one", FieldSource.gather(List.of("b")));
        Sample sample = read(ROWS.fields(fields), "a,b,c,label\n1,2.5,3,yes\n").get(0);
        assertThat(sample.names().asList()).containsExactly("X", "y", "Z", "one");
        assertThat(sample.get("X")).isEqualTo(NdArray.of(1, 2.5, 3));
        assertThat(sample.get("y")).isEqualTo(NdArray.scalar("yes"));
        assertThat(sample.get("Z")).isEqualTo(NdArray.of(3L, 1L));
        assertThat(sample.get("one")).isEqualTo(NdArray.of(2.5));
    }

    @Test
    void takesDeclaredTypes() throws IOException {
        CsvRows rows = ROWS.fields(fields("X", "a..b", "flag", "f", "code", "s"))
                .types(Map.of("X", DType.FLOAT32, "flag", DType.BOOL, "code", DType.STRING));
        Sample sample = read(rows, "a,b,f,s\n1,,True,007\n").get(0);
        assertThat(sample.get("X")).isEqualTo(NdArray.of(1f, Float.NaN));
        assertThat(sample.get("flag")).isEqualTo(NdArray.scalar(true));
        assertThat(sample.get("code")).isEqualTo(NdArray.scalar("007"));
    }

    @Test
    void readsWithoutHeaderAndWithOtherSeparators() throws IOException {
        List<Sample> samples = read(ROWS.withoutHeader().separator(';').fields(fields("x", "1")), "a;2\nb;3\n");
        assertThat(samples).containsExactly(Sample.of("x", NdArray.scalar(2L)), Sample.of("x", NdArray.scalar(3L)));
        assertThat(read(ROWS, "\uFEFFa\n1\n").get(0).names().asList()).containsExactly("a");
    }

    @Test
    void addsConstants() throws IOException {
        assertThat(read(ROWS.constant("class", "pez"), "a\n1\n"))
                .containsExactly(Sample.of("a", NdArray.scalar(1L), "class", NdArray.scalar("pez")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b~1,2~3 | a.csv:3: has 1 cells, where 2 columns are",
                "a,b~1,2~3,4,5 | a.csv:3: has 3 cells, where 2 columns are",
                "a~1~x | a.csv:3: column \"a\": \"x\" is no int64, the type of line 2. Declare another with `types: {a: …}`",
                "a~1~2.5 | a.csv:3: column \"a\": \"2.5\" is no int64, the type of line 2. Declare another with `types: {a: …}`",
                "a~0.5~0x1p3 | a.csv:3: column \"a\": \"0x1p3\" is no float64, the type of line 2. Declare another with `types: {a: …}`",
                "a~1~99999999999999999999 | a.csv:3: column \"a\": \"99999999999999999999\" is no int64, the type of line 2."
                        + " Declare another with `types: {a: …}`",
                "a,a~1,2 | a.csv: two columns are named \"a\"",
                "a~\"x\"y | a.csv:2: is no CSV record: something stands behind",
            })
    void saysWhereAndWhy(String text, String message) {
        assertThatThrownBy(() -> read(ROWS, text.replace("~", "\n")))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void countsLinesThroughQuotes() {
        assertThatThrownBy(() -> read(ROWS, "a,b\n1,\"x\ny\"\n2,3\nz,4\n"))
                .hasMessageStartingWith("a.csv:5: column \"a\": \"z\" is no int64");
    }

    @Test
    void namesWhatIsNotThere() {
        assertThatThrownBy(() -> read(ROWS.fields(fields("y", "lable")), "a,label\n1,2\n"))
                .hasMessage("a.csv: no column \"lable\" (did you mean \"label\"?); it has a, label");
        assertThatThrownBy(() -> read(ROWS.fields(fields("X", "b..a")), "a,b\n1,2\n"))
                .hasMessage("a.csv: columns b..a: the last stands before the first");
        assertThatThrownBy(() -> read(ROWS.fields(fields("X", "a..b")), "a,b\n1,x\n"))
                .hasMessageStartingWith("a.csv:2: \"X\" gathers numbers and texts: column \"b\" is \"x\"");
        assertThatThrownBy(() -> read(ROWS.types(Map.of("b", DType.INT8)), "aa,bb\n1,2\n"))
                .hasMessageStartingWith("a.csv: types declares \"b\" (did you mean \"bb\"?)");
        assertThatThrownBy(() -> read(ROWS.types(Map.of("a", DType.INT8)), "a\n128\n"))
                .hasMessage("a.csv:2: \"a\" is 128, which does not fit in int8");
        assertThatThrownBy(() -> read(ROWS, "")).hasMessage("a.csv: is empty: it has no header");
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "a\nse\u00f1al\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ROWS.read(new ByteArrayInputStream(latin)).read())
                .isInstanceOf(FormatException.class)
                .hasMessageEndingWith("is not UTF-8 text");
    }

    /** The 569 records of the diagnostic set, in order and then in any order; the sum is numpy's. */
    @Test
    void readsBreastCancer() throws IOException {
        CsvRows rows = CsvRows.of(Fixtures.file("csv/breast-cancer.csv"))
                .fields(fields("X", "mean_radius..worst_fractal_dimension", "y", "label"));
        List<Sample> all = new ArrayList<>();
        try (RowReader<Sample> reader = rows.open()) {
            double sum = 0;
            for (Sample sample = reader.read(0); sample != null; sample = reader.read(all.size())) {
                all.add(sample);
                for (double value : sample.get("X").toDoubleArray()) {
                    sum += value;
                }
            }
            assertThat(all).hasSize(569);
            assertThat(sum).isCloseTo(SUM, org.assertj.core.api.Assertions.within(1e-6));
            assertThat(all.get(0).get("X").shape()).containsExactly(30);
            assertThat(all.get(568).get("y").getString(0)).isEqualTo("benign");
        }
        try (RowReader<Sample> reader = rows.open()) {
            for (int row : new int[] {568, 0, 300, 299, 301}) {
                assertThat(reader.read(row)).isEqualTo(all.get(row));
            }
            assertThat(reader.count()).isEqualTo(569);
            assertThat(reader.read(569)).isNull();
        }
    }

    private static final double SUM = 1056474.4596356046;
}
