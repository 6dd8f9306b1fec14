// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TextRowsTest {

    @TempDir
    Path directory;

    private static List<String> lines(byte[] bytes) throws IOException {
        List<String> lines = new ArrayList<>();
        try (ItemReader<Sample> reader = TextRows.of("a.txt", "text").read(new ByteArrayInputStream(bytes))) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                lines.add(sample.get("text").getString(0));
            }
        }
        return lines;
    }

    private static List<String> lines(String text) throws IOException {
        return lines(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void givesLines() throws IOException {
        assertThat(lines("pez\nseñal\r\n\n網🐟")).containsExactly("pez", "señal", "", "網🐟");
        assertThat(lines("a\r\r\nb\r")).containsExactly("a\r", "b\r");
        assertThat(lines("\uFEFFa\n\uFEFFb")).containsExactly("a", "\uFEFFb");
        assertThat(lines("")).isEmpty();
        assertThat(lines("\n")).containsExactly("");
    }

    @Test
    void findsLinesAcrossBuffers() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int length : new int[] {0, 1, 8190, 8191, 8192, 65_536, 200_000, 3}) {
            lines.add("x".repeat(length));
        }
        assertThat(lines(String.join("\r\n", lines))).isEqualTo(lines);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThatThrownBy(() -> lines(new byte[] {'a', '\n', (byte) 0xff}))
                .isInstanceOf(FormatException.class)
                .hasMessage("a.txt:2: is not UTF-8 text");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }

    @Test
    void decompresses() throws IOException {
        byte[] text = "eins\nzwei\ndrei\n".getBytes(StandardCharsets.UTF_8);
        for (String file :
                List.of(file("a.txt.gz", gzip(text)), file("a.txt.zst", Zstd.compress(text)), file("a.txt", text))) {
            try (RowReader<Sample> reader =
                    TextRows.of(file, "line").constant("class", "z").open()) {
                assertThat(reader.count()).isEqualTo(3);
                for (int row : new int[] {2, 0, 1}) {
                    assertThat(reader.read(row).get("line"))
                            .isEqualTo(NdArray.scalar(
                                    List.of("eins", "zwei", "drei").get(row)));
                    assertThat(reader.read(row).get("class")).isEqualTo(NdArray.scalar("z"));
                }
            }
        }
    }

    @Test
    void saysWhatIsWrongWithCompressedFiles() throws IOException {
        byte[] text = "eins\nzwei\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        byte[] gzip = gzip(text);
        byte[] zstd = Zstd.compress(text);
        String notGzip = file("n.gz", text);
        assertThatThrownBy(() -> TextRows.of(notGzip, "x").open().read(0)).hasMessage(notGzip + ": is no gzip file");
        for (String cut : List.of(
                file("c.gz", Arrays.copyOf(gzip, gzip.length / 2)),
                file("c.zst", Arrays.copyOf(zstd, zstd.length / 2)),
                file("n.zst", text))) {
            assertThatThrownBy(() -> TextRows.of(cut, "x").open().count())
                    .isInstanceOf(FormatException.class)
                    .hasMessage(cut + ": is damaged or cut short: it cannot be decompressed to its end");
        }
    }
}
