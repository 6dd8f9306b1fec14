// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A thousand records of which three cannot be read. */
class BadRecordsTest {

    private static final Set<Integer> BROKEN = Set.of(10, 500, 999);

    @TempDir
    Path folder;

    private String file(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int line = 1; line <= 1000; line++) {
            String text =
                    switch (format) {
                        case "jsonl" -> "{\"n\":" + (BROKEN.contains(line) ? "\"x\"" : line) + "}";
                        case "csv" -> line == 1 ? "n,m" : line + (BROKEN.contains(line) ? "" : ",0");
                        default -> line + " ";
                    };
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            if (format.equals("text") && BROKEN.contains(line)) {
                out.write(0xff);
            }
            out.write('\n');
        }
        return Files.write(folder.resolve("a." + format), out.toByteArray()).toString();
    }

    private String quarantine() {
        return folder.resolve("broken.jsonl").toString();
    }

    private FormatSpec skipping(long atMost) {
        return FormatSpec.EVERYTHING.withBadRecords(BadRecords.skipped(atMost, quarantine()));
    }

    private static List<Sample> read(String format, String path, FormatSpec spec) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (RowReader<Sample> reader = Formats.named(format).rows(path, spec).open()) {
            for (Sample sample = reader.read(0); sample != null; sample = reader.read(samples.size())) {
                samples.add(sample);
            }
            assertThat(reader.count()).isEqualTo(samples.size());
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv", "text"})
    void areLeftOutAndNamedOnce(String format) throws IOException {
        String path = file(format);
        FormatSpec spec = skipping(3);
        int expected = format.equals("csv") ? 996 : 997; // the header is line 1
        List<Sample> samples = read(format, path, spec);
        assertThat(samples).hasSize(expected);
        assertThat(read(format, path, spec)).isEqualTo(samples);
        try (RowReader<Sample> reader = Formats.named(format).rows(path, spec).open()) {
            for (int row : new int[] {expected - 1, 3, 600, 601, 0}) {
                assertThat(reader.read(row)).isEqualTo(samples.get(row));
            }
        }
        List<String> named = Files.readAllLines(Path.of(quarantine()));
        assertThat(named).hasSize(3);
        assertThat(named.get(0))
                .startsWith("{\"file\":\"" + path + "\",\"place\":\"10\",\"reason\":\"")
                .endsWith("\"}");
        assertThat(named.get(2)).contains("\"place\":\"999\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsonl", "csv", "text"})
    void areRefusedWhereThereAreTooMany(String format) throws IOException {
        String path = file(format);
        assertThatThrownBy(() -> read(format, path, skipping(2)))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(path + ": 999: ")
                .hasMessageEndingWith(
                        "More than 2 records of this file cannot be read: `at_most` says how many may be left out");
        assertThatThrownBy(() -> read(format, path, FormatSpec.EVERYTHING)).hasMessageStartingWith(path + ":10: ");
    }

    /** What a process wrote that was killed in the middle of a line is continued. */
    @Test
    void aQuarantineIsContinued() throws IOException {
        String path = file("jsonl");
        read("jsonl", path, skipping(3));
        List<String> whole = Files.readAllLines(Path.of(quarantine()));
        Path other = folder.resolve("other.jsonl");
        Files.writeString(other, whole.get(0) + "\n" + whole.get(1).substring(0, 20));
        FormatSpec spec = FormatSpec.EVERYTHING.withBadRecords(BadRecords.skipped(3, other.toString()));
        assertThat(read("jsonl", path, spec)).hasSize(997);
        assertThat(Files.readAllLines(other)).isEqualTo(whole);
    }

    /** The first line settles what a sample is, unless it is broken itself. */
    @Test
    void aBrokenFirstLineSettlesNothing() throws IOException {
        Path path = Files.writeString(folder.resolve("f.jsonl"), "{\"a\":\n{\"b\":1}\n{\"b\":2}\n");
        assertThat(read("jsonl", path.toString(), skipping(1))).hasSize(2);
    }

    /** A mistake in the plan is none of a record. */
    @Test
    void aTypeForNothingIsAFailure() throws IOException {
        String path = file("jsonl");
        FormatSpec spec = skipping(5).withTypes(java.util.Map.of("z", io.pescador.flink.record.DType.INT64));
        assertThatThrownBy(() -> read("jsonl", path, spec)).hasMessageContaining("types declares \"z\"");
    }
}
