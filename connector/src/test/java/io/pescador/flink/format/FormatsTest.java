// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.example.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormatsTest {

    @TempDir
    Path folder;

    @TempDir
    Path jar;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void aJarBesideTheLibrary() throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(FileFormat.class.getName()), HexFormat.class.getName());
        Thread.currentThread()
                .setContextClassLoader(new URLClassLoader(new URL[] {jar.toUri().toURL()}, before));
    }

    @AfterEach
    void noJar() throws IOException {
        ((URLClassLoader) Thread.currentThread().getContextClassLoader()).close();
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void thoseOfTheLibraryComeFirst() {
        assertThat(Formats.all().keySet())
                .containsExactly("npz", "npy", "csv", "jsonl", "text", "parquet", "raw", "hex");
    }

    @Test
    void aFileIsOfTheFormatThatItsNameEndsIn() {
        assertThat(Formats.ofPath("data/A.NPZ")).contains(Formats.named("npz"));
        assertThat(Formats.ofPath("a.ndjson.gz")).contains(Formats.named("jsonl"));
        assertThat(Formats.ofPath("a.csv.zst")).contains(Formats.named("csv"));
        assertThat(Formats.ofPath("a.hex.gz")).contains(new HexFormat());
        assertThat(Formats.ofPath("csv")).isEmpty();
        assertThat(Formats.ofPath("a.gz")).isEmpty();
        assertThat(Formats.usualEndings()).containsExactly("npz", "npy", "csv", "jsonl", "txt", "parquet", "hex");
    }

    @Test
    void aWrongNameIsRefusedWithTheRightOnes() {
        assertThatThrownBy(() -> Formats.named("jsonlines"))
                .hasMessage(
                        "no format is named \"jsonlines\"; there are npz, npy, csv, jsonl, text, parquet, raw, hex");
        assertThatThrownBy(() -> Formats.named("parqet")).hasMessageContaining("(did you mean \"parquet\"?)");
    }

    @Test
    void whatAFormatSaysOfItselfIsFitForThePlan() {
        Set<String> endings = new HashSet<>();
        for (FileFormat format : Formats.all().values()) {
            assertThat(format.name()).matches("[a-z][a-z0-9_]*");
            assertThat(format.meaning()).matches("[^\n]*\\.");
            assertThat(format.endings()).allSatisfy(ending -> {
                assertThat(ending).matches("[a-z0-9.]+");
                assertThat(endings.add(ending)).isTrue();
            });
            for (FormatOption<?> option : format.options()) {
                assertThat(option.key()).matches("[a-z][a-z0-9_]*");
                assertThat(option.meaning()).matches("[^\n]*\\.");
            }
        }
    }

    @Test
    void featuresAndOrdersAreThoseOfTheDocumentation() {
        assertThat(Formats.all().values().stream()
                        .filter(format -> format.features().contains(FileFormat.Feature.WINDOW))
                        .map(FileFormat::name))
                .containsExactly("npz", "npy", "raw");
        assertThat(Formats.all().values().stream()
                        .filter(format -> format.features().contains(FileFormat.Feature.TYPES))
                        .map(FileFormat::name))
                .containsExactly("csv", "jsonl", "parquet");
        assertThat(Formats.all().values().stream()
                        .filter(format -> format.defaultOrder() == RowOrder.SHUFFLED)
                        .map(FileFormat::name))
                .containsExactly("npz", "npy", "raw");
    }

    @Test
    void aNewFormatIsReadWithPatternsCapturesAndOptions() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("a")).resolve("1.hex"), "000f\n0a\n");
        Files.write(Files.createDirectories(folder.resolve("b")).resolve("2.hex.gz"), gzip("0001\n"));
        List<MatchedFile> files = FilePattern.of(folder + "/{class}/*").list();
        FormatSpec spec = FormatSpec.EVERYTHING.withNames(Map.of("X", "X"));

        assertThat(samples(files.get(0), spec))
                .extracting(sample -> sample.get("X").toString() + sample.get("class"))
                .containsExactly(
                        "array([0, 15], dtype=int64)array(\"a\", dtype=str)",
                        "array([10], dtype=int64)array(\"a\", dtype=str)");
        assertThat(samples(files.get(1), spec.withParsed(HexFormat.WIDTH, "4")))
                .extracting(sample -> sample.get("X").toString())
                .containsExactly("array([1], dtype=int64)");
        assertThatThrownBy(() -> samples(files.get(0), spec.withOption(HexFormat.LETTERS, HexFormat.Letters.UPPER)))
                .isInstanceOf(FormatException.class)
                .hasMessageEndingWith("1.hex:1: is no row of numbers of 2 digits");
    }

    private static List<Sample> samples(MatchedFile file, FormatSpec spec) throws IOException {
        FormatSpec captured = spec;
        for (Map.Entry<String, String> capture : file.captures().entrySet()) {
            captured = captured.withConstant(capture.getKey(), capture.getValue());
        }
        Rows<Sample> rows = Formats.ofPath(file.path()).orElseThrow().rows(file.path(), captured);
        try (RowReader<Sample> reader = rows.open()) {
            Sample[] samples = new Sample[(int) reader.count()];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = reader.read(i);
            }
            return List.of(samples);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }
}
