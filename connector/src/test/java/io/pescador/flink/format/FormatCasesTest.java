// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Small files on which readers went wrong once, and others of their kinds. */
class FormatCasesTest {

    private static final FormatSpec ALL = FormatSpec.EVERYTHING;

    @TempDir
    Path folder;

    private static List<Sample> read(String path, FormatSpec spec) throws IOException {
        try (RowReader<Sample> reader =
                Formats.ofPath(path).orElseThrow().rows(path, spec).open()) {
            List<Sample> samples = new ArrayList<>();
            long count = reader.count();
            for (long row = 0; row < count; row++) {
                samples.add(reader.read(row));
            }
            assertThat(reader.read(count)).isNull();
            return samples;
        }
    }

    private static List<Sample> sample(String name, FormatSpec spec) throws IOException {
        return read(Fixtures.file("cases/" + name), spec);
    }

    private String file(String name, String content) throws IOException {
        return file(name, content, StandardCharsets.UTF_8);
    }

    private String file(String name, String content, Charset charset) throws IOException {
        return Files.writeString(folder.resolve(name), content, charset).toString();
    }

    private static List<String> json(List<Sample> samples) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Sample sample : samples) {
            StringBuilder line = new StringBuilder();
            sample.writeJson(line);
            lines.add(line.toString());
        }
        return lines;
    }

    private static FormatSpec option(String format, String key, String value) {
        return option(ALL, format, key, value);
    }

    private static FormatSpec option(FormatSpec spec, String format, String key, String value) {
        return spec.withParsed(
                Formats.named(format).options().stream()
                        .filter(option -> option.key().equals(key))
                        .findFirst()
                        .orElseThrow(),
                value);
    }

    /** File, and what it gives: the samples as JSON without the quotes of keys and texts, or the end of the message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "uint64-high-bit.parquet | {a:1}{a:9223372036854775808}{a:18446744073709551615}",
                "delta-byte-array.parquet | {s:apple}{s:applet}{s:apply}",
                "own-output.jsonl | {x:[1.0,2.0],y:3}",
                "nan-bare.jsonl | {a:1.5}{a:NaN}",
                "member-without-npy.npz | a, b",
                "gz-second-member-cut.jsonl.gz | ! is damaged or cut short",
                "twenty-digit-ids.csv | ! beyond 64 bits",
                "text-not-utf8.parquet | ! has a text that is not UTF-8",
                "not-utf8-overlong.jsonl | ! is not UTF-8 text",
                "stored-checksum-wrong.npz | ! its checksum is not the one",
                "struct-of-one-field.parquet | ! read by their paths: \"image.path\"",
                "row-groups-lost.parquet | ! it says 2 rows, and its row groups have 0",
                "empty-group.parquet | ! \"empty\": is a structure without anything that can be read",
                "null-in-text.parquet | ! Say with `nulls:` what stands for it",
                "type-after-first-rows.csv | ! .csv:4: column \"a\": \"z\" is no int64, the type of line 2",
                "char-after-quote.csv | ! .csv:3: is no CSV record: something stands behind a closing quote",
                "not-compressed-by-gz.jsonl.bz2 | ! is compressed by bzip2, which cannot be read; gzip and zstd can",
                "dictionary-length-lies.parquet | ! entry 1 is longer than the dictionary",
            })
    void giveWhatIsRight(String name, String right) throws IOException {
        if (right.startsWith("! ")) {
            String path = Fixtures.file("cases/" + name);
            String format = name.contains("jsonl") ? "jsonl" : name.substring(name.lastIndexOf('.') + 1);
            assertThatThrownBy(() -> {
                        try (RowReader<Sample> reader =
                                Formats.named(format).rows(path, ALL).open()) {
                            for (long row = 0; reader.read(row) != null; row++) {
                                // Until it fails.
                            }
                        }
                    })
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(path + ":")
                    .hasMessageContaining(right.substring(2))
                    .hasMessageNotContaining("enable ")
                    .hasMessageNotContaining("Exception");
        } else if (right.startsWith("{")) {
            assertThat(String.join("", json(sample(name, ALL))).replace("\"", ""))
                    .isEqualTo(right);
        } else {
            assertThat(String.join(", ", sample(name, ALL).get(0).names().asList()))
                    .isEqualTo(right);
        }
    }

    @Test
    void bytesBeforeTextInCsvAreNoText() throws IOException {
        assertThat(json(sample("bom-no-header.csv", option("csv", "header", "false")))
                        .get(0))
                .startsWith("{\"0\":1");
        assertThat(sample("bom-quoted-header.csv", ALL).get(0).has("name")).isTrue();
    }

    @Test
    void numbersOf64BitsAreReadWhereTheyAreDeclared() throws IOException {
        FormatSpec unsigned = ALL.withTypes(Map.of("a", DType.UINT64));
        assertThat(json(sample("uint64.jsonl", unsigned))).last().asString().contains("18446744073709551615");
        String path = file("a.jsonl", "{\"a\":[1,18446744073709551615]}\n");
        assertThat(json(read(path, unsigned))).containsExactly("{\"a\":[1,18446744073709551615]}");
        assertThat(read(path, ALL.withTypes(Map.of("a", DType.FLOAT64)))
                        .get(0)
                        .get("a")
                        .getDouble(1))
                .isEqualTo(0x1p64);
        String beyond = file("b.jsonl", "{\"a\":-9223372036854775809}\n{\"a\":18446744073709551616}\n");
        assertThatThrownBy(() -> read(beyond, unsigned)).hasMessageContaining("whole number beyond 64 bits");
        String digits = file("c.jsonl", "{\"a\":1" + "0".repeat(5000) + "}\n");
        assertThatThrownBy(() -> read(digits, ALL)).hasMessageContaining("whole number beyond 64 bits");
        assertThat(read(digits, ALL.withTypes(Map.of("a", DType.FLOAT64)))
                        .get(0)
                        .get("a")
                        .getDouble(0))
                .isInfinite();
    }

    @Test
    void whatFieldsLeaveOutMayHoldAnything() throws IOException {
        FormatSpec text = ALL.withNames(Map.of("text", "text"));
        assertThat(json(sample("repeated-key-in-unread.jsonl", text))).containsExactly("{\"text\":\"x\"}");
        String[] values = {
            "NaN",
            "-Infinity",
            "1".repeat(5000),
            "[".repeat(5000) + "]".repeat(5000),
            "{\"a\":{\"a\":1,\"a\":[]},\"a\":2}",
            "null",
            "1e999"
        };
        for (String value : values) {
            String path = file("x.jsonl", "{\"meta\":" + value + ",\"text\":\"x\"}\n");
            assertThat(json(read(path, text))).containsExactly("{\"text\":\"x\"}");
        }
        String twice = file("t.jsonl", "{\"text\":\"x\",\"text\":\"y\"}\n");
        assertThatThrownBy(() -> read(twice, text)).hasMessage(twice + ":1: \"text\" is there twice");
        assertThatThrownBy(() -> read(twice, ALL)).hasMessage(twice + ":1: \"text\" is there twice");
    }

    @Test
    void ownOutputIsReadBack() throws IOException {
        String path = file(
                "own.jsonl",
                "{\"shard\":0,\"draw\":7,\"epoch\":0,\"path\":\"0/1\",\"activation\":1,\"offset\":2,"
                        + "\"value\":{\"x\":[1.0,2.0],\"s\":\"a\"}}\n".repeat(1)
                        + "{\"shard\":0,\"draw\":8,\"epoch\":0,\"path\":\"0/1\",\"activation\":1,\"offset\":3,"
                        + "\"value\":{\"x\":[3.0],\"s\":\"b\"}}\n");
        assertThat(json(read(path, ALL))).containsExactly("{\"x\":[1.0,2.0],\"s\":\"a\"}", "{\"x\":[3.0],\"s\":\"b\"}");
        assertThat(json(read(path, ALL.withNames(Map.of("x", "x")))))
                .containsExactly("{\"x\":[1.0,2.0]}", "{\"x\":[3.0]}");
        assertThat(json(read(path, ALL.withNames(Map.of("y", "value.x")))))
                .containsExactly("{\"y\":[1.0,2.0]}", "{\"y\":[3.0]}");
        assertThat(json(read(path, ALL.withNames(Map.of("draw", "draw")))))
                .containsExactly("{\"draw\":7}", "{\"draw\":8}");
        String bare = file("bare.jsonl", "{\"value\":[1,2]}\n{\"value\":[3]}\n");
        assertThat(json(read(bare, ALL))).containsExactly("{\"value\":[1,2]}", "{\"value\":[3]}");
    }

    @Test
    void pathsLeadThroughObjectsAndLists() throws IOException {
        String path = file(
                "chat.jsonl",
                """
                {"id":1,"meta":{"lang":"en","n":{"a":1}},"messages":[{"role":"u","content":"hi"},{"role":"a","content":"ho"}]}
                {"id":2,"meta":{"lang":"de","n":{"a":2},"more":[1,{}]},"messages":[]}
                """);
        FormatSpec spec = ALL.withNames(Map.of("lang", "meta.lang"));
        assertThat(json(read(path, spec))).containsExactly("{\"lang\":\"en\"}", "{\"lang\":\"de\"}");
        assertThat(json(read(path, ALL.withNames(Map.of("role", "messages.role")))))
                .containsExactly("{\"role\":[\"u\",\"a\"]}", "{\"role\":[]}");
        assertThat(json(read(path, ALL.withNames(Map.of("a", "meta.n.a"))))).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThatThrownBy(() -> read(path, ALL))
                .hasMessageContaining(
                        "\"meta\" holds an object, which no array can. Read the values in it by their paths");
        assertThat(json(read(path, ALL.withUnreadable(FormatSpec.Unreadable.LEFT_OUT))))
                .containsExactly("{\"id\":1}", "{\"id\":2}");
        String flat = file("flat.jsonl", "{\"meta\":7}\n");
        assertThatThrownBy(() -> read(flat, spec))
                .hasMessageContaining("\"meta\" is no object, and `fields:` asks for meta.lang");
    }

    @Test
    void nullsAreFilledOrLeaveTheirRowOut() throws IOException {
        String path = file(
                "n.jsonl",
                "{\"a\":1,\"s\":null,\"f\":0.5}\n{\"a\":null,\"s\":\"x\",\"f\":null}\n{\"f\":1,\"a\":3,\"s\":\"y\"}\n");
        FormatSpec named = ALL.withTypes(Map.of("s", DType.STRING));
        assertThat(json(read(
                        path, named.withNulls(Nulls.REFUSED.filling("a", "-1").filling("s", "")))))
                .containsExactly(
                        "{\"a\":1,\"s\":\"\",\"f\":0.5}",
                        "{\"a\":-1,\"s\":\"x\",\"f\":\"NaN\"}",
                        "{\"a\":3,\"s\":\"y\",\"f\":1.0}");
        assertThat(json(read(path, named.withNulls(Nulls.SKIPPED)))).containsExactly("{\"a\":3,\"s\":\"y\",\"f\":1.0}");
        assertThat(json(read(
                        path, named.withNulls(Nulls.REFUSED.skippingRows("a").filling("s", "?")))))
                .containsExactly("{\"a\":1,\"s\":\"?\",\"f\":0.5}", "{\"a\":3,\"s\":\"y\",\"f\":1.0}");
        assertThatThrownBy(() -> read(path, named))
                .hasMessage(
                        path + ":1: \"s\" is null, which no str array can hold. Say with `nulls:` what stands for it,"
                                + " or skip_row; or leave it out with `fields:`");
        assertThatThrownBy(() -> read(
                        path, named.withNulls(Nulls.REFUSED.filling("a", "x").filling("s", ""))))
                .hasMessageContaining(
                        ":2: \"a\" has an empty place (null), for which `nulls:` gives \"x\", which is no int64");
        String missing = file("m.jsonl", "{\"a\":1,\"b\":2}\n{\"a\":3}\n");
        assertThat(json(read(missing, ALL.withNulls(Nulls.REFUSED.filling("b", "0")))))
                .containsExactly("{\"a\":1,\"b\":2}", "{\"a\":3,\"b\":0}");
        assertThatThrownBy(() -> read(missing, ALL)).hasMessage(missing + ":2: has no \"b\"; it has a");
    }

    /** With what is skipped the rows have other numbers, and each is found by its own. */
    @Test
    void rowsAreFoundWhereSomeAreLeftOut() throws IOException {
        String path = file(
                "many.jsonl",
                IntStream.range(0, 20_000)
                        .mapToObj(i -> "{\"a\":" + (i % 3 == 1 ? "null" : i) + "}\n")
                        .collect(Collectors.joining()));
        FormatSpec spec = ALL.withNulls(Nulls.SKIPPED);
        List<Sample> rows = read(path, spec);
        assertThat(rows).hasSize(13_333);
        for (int again = 0; again < 2; again++) {
            try (RowReader<Sample> reader =
                    Formats.named("jsonl").rows(path, spec).open()) {
                for (int row : new int[] {13_332, 5, 9_000, 9_001, 0, 13_000}) {
                    assertThat(reader.read(row)).isEqualTo(rows.get(row));
                }
                assertThat(reader.read(13_333)).isNull();
            }
        }
    }

    // ---- csv

    @Test
    void csvHasWordsForNothingAndLinesThatAreNotRead() throws IOException {
        String path = file(
                "t.csv",
                "made by hand, \"on\" a Tuesday\n\n# a comment, with \" a quote\nn,x,s\n1,0.5,a\nNA,NA,NA\n# another\n3,,b\n");
        FormatSpec spec = option(option(ALL, "csv", "skip", "2"), "csv", "comment", "#");
        assertThatThrownBy(() -> read(path, spec))
                .hasMessageStartingWith(path + ":6: column \"n\": \"NA\" is no int64");
        FormatSpec na = option(spec, "csv", "na", "NA");
        assertThatThrownBy(() -> read(path, na))
                .hasMessage(path + ":6: column \"n\": \"NA\" is null, which no int64 array can hold. Say with `nulls:`"
                        + " what stands for it, or skip_row");
        assertThat(json(read(path, na.withNulls(Nulls.REFUSED.filling("n", "-1").filling("s", "")))))
                .containsExactly(
                        "{\"n\":1,\"x\":0.5,\"s\":\"a\"}",
                        "{\"n\":-1,\"x\":\"NaN\",\"s\":\"\"}",
                        "{\"n\":3,\"x\":\"NaN\",\"s\":\"b\"}");
        assertThat(json(read(path, na.withNulls(Nulls.SKIPPED))))
                .containsExactly("{\"n\":1,\"x\":0.5,\"s\":\"a\"}", "{\"n\":3,\"x\":\"NaN\",\"s\":\"b\"}");
        String empty = file("e.csv", "n\n1\n\"\"\n");
        assertThatThrownBy(() -> read(empty, ALL))
                .hasMessageContaining(":3: column \"n\": is empty, which no int64 array");
    }

    @Test
    void tabsAndOtherEncodings() throws IOException {
        assertThat(json(read(file("t.tsv", "a\tb\n1\t2,5\n"), ALL))).containsExactly("{\"a\":1,\"b\":\"2,5\"}");
        assertThat(json(read(
                        file("l.csv", "s\nseñal\n", StandardCharsets.ISO_8859_1),
                        option("csv", "encoding", "latin-1"))))
                .containsExactly("{\"s\":\"señal\"}");
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16BE)) {
            assertThat(json(read(file("u.csv", "s\n\"señal\"\n", charset), option("csv", "encoding", "utf-16"))))
                    .containsExactly("{\"s\":\"señal\"}");
        }
        String path = file("w.csv", "s\nseñal\n", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(path, ALL)).hasMessageContaining("is not UTF-8 text");
    }

    @ParameterizedTest
    @CsvSource({"16384", "16385", "60000"})
    void csvMayHaveManyColumns(int columns) throws IOException {
        String header = IntStream.range(0, columns).mapToObj(i -> "g" + i).collect(Collectors.joining(","));
        String cells = String.join(",", Collections.nCopies(columns, "0.5"));
        String path = file("genes.csv", header + "\n" + cells + "\n" + cells + "\n");
        FormatSpec spec = ALL.withFields(Map.of("x", FieldSource.of("g0..g" + (columns - 1))));
        assertThat(read(path, spec).get(1).get("x").shape()).containsExactly(columns);
    }

    @Test
    void aQuoteTooManyIsToldInItsRecord() throws IOException {
        for (String record : List.of("\"x\"y,1", "\"x\" ,1", "\"x\"\"\"y,1", "1,\"x\"y\"z\"", "\"a\nb\"c,1")) {
            String path = file("q.csv", "a,b\nu,v\n" + record + "\nw,z\n");
            assertThatThrownBy(() -> read(path, ALL))
                    .hasMessage(path + ":3: is no CSV record: something stands behind a closing quote. A quote inside"
                            + " quotes is doubled");
        }
        assertThat(read(file("q.csv", "a,b\n\"x\"\"y\",z\n\"\",\"\n\"\n"), ALL)).hasSize(2);
    }

    // ---- texts

    @Test
    void otherCompressionsAreNamed() throws IOException {
        Map<String, byte[]> starts = Map.of(
                "xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4},
                "lz4", new byte[] {4, 0x22, 0x4d, 0x18, 0x64},
                "zip", new byte[] {'P', 'K', 3, 4, 20, 0});
        for (Map.Entry<String, byte[]> start : starts.entrySet()) {
            Path path = Files.write(folder.resolve("a.txt"), start.getValue());
            for (String format : List.of("text", "csv", "jsonl")) {
                assertThatThrownBy(() -> {
                            try (RowReader<Sample> reader = Formats.named(format)
                                    .rows(path.toString(), ALL)
                                    .open()) {
                                reader.read(0);
                            }
                        })
                        .hasMessage(path + ": is compressed by " + start.getKey()
                                + ", which cannot be read; gzip and zstd can");
            }
        }
        assertThat(read(file("b.txt", "BZh9 is no bzip2\n"), ALL)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1] | is no JSON object: a line is {\"name\": value, …}",
                "{\"a\":1 | is no JSON object: it ends early. A line is {\"name\": value, …}",
                "{\"a\":1}{ | has something behind the object",
                "{\"a\":tru} | is no JSON object: it cannot be read near character",
                "{'a':1} | is no JSON object: it cannot be read near character 2, \"'a':1}\"",
                "{\"a\":01} | is no JSON object: it cannot be read near character",
                "{\"a\":[1,[2]]} | \"a\" is not rectangular",
                "{\"a\":[1,\"x\"]} | \"a\" mixes numbers, truth values and texts: an array has one type",
                "{\"a\":\"\\ud8\"} | is no JSON object: it cannot be read near character",
            })
    void brokenLinesAreToldInOurWords(String line, String message) throws IOException {
        String path = file("broken.jsonl", line + "\n");
        assertThatThrownBy(() -> read(path, ALL))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(path + ":1: " + message)
                .hasNoCause() // whose words would end the message
                .hasMessageNotContaining("Source")
                .hasMessageNotContaining("token");
    }

    @Test
    void zerosAtTheEndOfATextAreNotKeptAsInNumpy() throws IOException {
        assertThat(sample("text-nul-at-end.jsonl", ALL)).isNotEmpty();
        assertThat(NdArray.scalar("x\u0000").getString(0)).isEqualTo("x");
    }
}
