// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Formats;
import io.pescador.flink.format.npy.NpyWriter;
import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.format.parquet.ParquetWriter;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that was replaced after it was listed is noticed when it is opened next, in each format. */
class PinnedFileTest {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Path write(String ending, int value, Instant changed) throws IOException {
        Path file = directory.resolve("f." + ending);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Sample sample = Sample.of("a", NdArray.of((long) value));
        switch (ending) {
            case "npz" -> {
                try (NpzWriter npz = NpzWriter.stored(bytes)) {
                    npz.write(sample);
                }
            }
            case "npy" -> NpyWriter.write(sample.get("a"), bytes);
            case "parquet" -> {
                ParquetWriter parquet = new ParquetWriter(bytes);
                parquet.write(sample);
                parquet.finish();
            }
            case "txt.gz" -> {
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(new byte[] {(byte) ('0' + value)});
                }
            }
            default -> bytes.write(
                    ("{\"a\": " + value + "}\n{\"a\": " + value + "}\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, bytes.toByteArray());
        Files.setLastModifiedTime(file, FileTime.from(changed));
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"npz", "npy", "parquet", "csv", "jsonl", "txt", "txt.gz"})
    void aReplacedFileIsRefused(String ending) throws IOException {
        Path path = write(ending, 1, LONG_AGO);
        MatchedFile file = FilePattern.of(path.toString()).list().get(0);
        FileFormat format = Formats.ofPath(path.toString()).orElseThrow();
        Rows<Sample> rows = file.pin(format.rows(path.toString(), FormatSpec.EVERYTHING));
        try (RowReader<Sample> reader = rows.open()) {
            assertThat(reader.read(0)).isNotNull();
        }
        write(ending, 2, LONG_AGO.plusSeconds(60));
        Rows<Sample> again = file.pin(format.rows(path.toString(), FormatSpec.EVERYTHING));
        assertThatThrownBy(again::open)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(path + ": was changed or replaced since its run listed its files: it had ")
                .hasMessageContaining("of 2020-01-01T00:00:00Z, and has ")
                .hasMessageEndingWith("of 2020-01-01T00:01:00Z. Put the old file back, or start afresh with --fresh");
        write(ending, 1, LONG_AGO);
        Rows<Sample> old = file.pin(format.rows(path.toString(), FormatSpec.EVERYTHING));
        try (RowReader<Sample> reader = old.open()) {
            assertThat(reader.read(0)).isNotNull();
        }
    }
}
