// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SomeArrays;
import io.pescador.flink.streamer.items.ItemReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonlRowsTest {

    private static final JsonlRows ROWS = JsonlRows.of("a.jsonl");

    private static List<Sample> read(JsonlRows rows, String text) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (ItemReader<Sample> reader = rows.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                samples.add(sample);
            }
        }
        return samples;
    }

    @Test
    void unsignedNumbersUpTo64BitsAreReadWhereDeclared() throws IOException {
        String line = "{\"a\": [1, 18446744073709551615]}\n";
        NdArray read = read(ROWS.types(Map.of("a", DType.UINT64)), line).get(0).get("a");
        assertThat(Long.toUnsignedString(read.getLong(1))).isEqualTo("18446744073709551615");
        assertThatThrownBy(() -> read(ROWS, line))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is 18446744073709551615, which does not fit in int64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "eda080", "f4bfbfbf", "ff"})
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] wrong = HexFormat.of().parseHex("7b2261223a2022" + hex + "227d0a");
        assertThatThrownBy(() -> ROWS.read(new ByteArrayInputStream(wrong)).read())
                .isInstanceOf(FormatException.class)
                .hasMessage("a.jsonl:1: is not UTF-8 text");
    }

    @Test
    void otherEncodingsAreRefusedOnTheFirstLine() {
        byte[] wide = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> ROWS.read(new ByteArrayInputStream(wide)).read())
                .hasMessage("a.jsonl:1: is not UTF-8 text: it has a zero byte");
    }

    @Test
    void makesArraysOfValues() throws IOException {
        List<Sample> samples = read(
                ROWS,
                "{\"x\": [[1, 2.5], [3, 4]], \"n\": 7, \"ok\": true, \"s\": \"señal\"}\r\n\n"
                        + "{\"n\": 8, \"s\": \"網\", \"ok\": false, \"x\": [[5, 6]]}");
        assertThat(samples.get(0).names().asList()).containsExactly("x", "n", "ok", "s");
        assertThat(samples.get(0).get("x")).isEqualTo(NdArray.of(1, 2.5, 3, 4).reshape(2, 2));
        assertThat(samples.get(0).get("n")).isEqualTo(NdArray.scalar(7L));
        assertThat(samples.get(0).get("ok")).isEqualTo(NdArray.scalar(true));
        assertThat(samples.get(1).names()).isEqualTo(samples.get(0).names());
        assertThat(samples.get(1).get("s")).isEqualTo(NdArray.scalar("網"));
        assertThat(samples.get(1).get("x")).isEqualTo(NdArray.of(5.0, 6).reshape(1, 2));
    }

    @Test
    void picksFieldsAndTypes() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("label", "y");
        fields.put("features", "x");
        JsonlRows rows = ROWS.fields(fields)
                .types(Map.of("features", DType.FLOAT32, "label", DType.UINT8))
                .constant("class", "pez");
        Sample sample = read(
                        rows,
                        "{\"skip\": {\"deep\": [null]}, \"x\": [1, \"NaN\", \"-Infinity\"], \"y\": 255}\n"
                                .replace("1, ", ""))
                .get(0);
        assertThat(sample.names().asList()).containsExactly("label", "features", "class");
        assertThat(sample.get("label").getLong(0)).isEqualTo(255);
        assertThat(sample.get("features")).isEqualTo(NdArray.of(Float.NaN, Float.NEGATIVE_INFINITY));
    }

    @Test
    void takesTheTypeOfEmptyListsFromOtherLines() throws IOException {
        List<Sample> samples = read(ROWS, "{\"x\": []}\n{\"x\": [1]}\n{\"x\": []}\n{\"x\": [[]]}\n");
        assertThat(samples.get(1).get("x")).isEqualTo(NdArray.of(1L));
        assertThat(samples.get(2).get("x").dtype()).isEqualTo(DType.INT64);
        assertThat(samples.get(3).get("x").shape()).containsExactly(1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"x\": 1}~{\"x\": 1.5} | a.jsonl:2: \"x\" is float64, not int64: line 1 has int64. Declare its type with ''types:''",
                "{\"x\": 1}~{\"x\": \"a\"} | a.jsonl:2: \"x\" is str, not int64: line 1 has int64. Declare its type with ''types:''",
                "{\"x\": 1}~{\"y\": 1} | a.jsonl:2: has a key \"y\" that line 1 has not. Say which ones to read with ''fields:''",
                "{\"x\": 1, \"y\": 1}~{\"y\": 1} | a.jsonl:2: has no \"x\"; it has y",
                "{\"x\": [1, \"a\"]} | a.jsonl:1: \"x\" mixes numbers, truth values and texts: an array has one type",
                "{\"x\": [[1, 2], [3]]} | a.jsonl:1: \"x\" is not rectangular: lists of 2 and of 1 entries stand side by side",
                "{\"x\": [1, [2]]} | a.jsonl:1: \"x\" is not rectangular: lists and values stand side by side",
                "{\"x\": [[1], 2]} | a.jsonl:1: \"x\" is not rectangular: lists and values stand side by side",
                "{\"x\": [[], 2]} | a.jsonl:1: \"x\" is not rectangular",
                "{\"x\": null} | a.jsonl:1: \"x\" is null, which no array can hold",
                "{\"x\": {\"a\": 1}} | a.jsonl:1: \"x\" holds an object, which no array can",
                "{\"x\": 1, \"x\": 2} | a.jsonl:1: \"x\" is there twice",
                "{\"x\": 123456789012345678901} | a.jsonl:1: \"x\" has a whole number beyond 64 bits",
                "[1] | a.jsonl:1: is no JSON object: a line is {\"name\": value, …}",
                "{\"x\": 1} 2 | a.jsonl:1: has something behind the object",
                "{\"x\": 1}~~{\"x\": | a.jsonl:3: is no JSON object",
            })
    void saysWhereAndWhy(String text, String message) {
        assertThatThrownBy(() -> read(ROWS, text.replace("~", "\n")))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(message.replace("''", "`"));
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThatThrownBy(() -> read(ROWS, "{\"x\": " + "[".repeat(100_000)))
                .isInstanceOf(FormatException.class)
                .hasMessage("a.jsonl:1: is nested deeper than 100000");
        assertThatThrownBy(() -> read(ROWS.fields(Map.of("y", "y")), "{\"x\": " + "[".repeat(100_000)))
                .isInstanceOf(FormatException.class);
    }

    /** What a sample writes as JSON comes back, where JSON knows the type. */
    @Test
    void readsWhatSamplesWrite() throws IOException {
        for (NdArray array : SomeArrays.ofEveryTypeAndShape()) {
            if (array.dtype() == DType.FLOAT64 || array.dtype() == DType.INT64) {
                StringBuilder json = new StringBuilder();
                Sample.of("x", array).writeJson(json);
                NdArray back = read(ROWS.types(Map.of("x", array.dtype())), json.toString())
                        .get(0)
                        .get("x");
                assertThat(back.toStringArray()).isEqualTo(array.toStringArray());
            }
        }
    }
}
