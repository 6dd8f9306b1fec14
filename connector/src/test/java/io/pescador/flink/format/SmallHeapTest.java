// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import com.github.luben.zstd.ZstdOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Small files that become large are refused by a process of 256 MB, by name and with the reason, and never end in an OutOfMemoryError. */
class SmallHeapTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private interface Body {

        void write(OutputStream out) throws IOException;
    }

    private void zstd(String name, Body body) throws IOException {
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            body.write(out);
        }
    }

    private static void times(OutputStream out, int count, String text) throws IOException {
        byte[] block = text.repeat(Math.max(1, 4096 / text.length())).getBytes(StandardCharsets.UTF_8);
        for (long left = (long) count * text.length(); left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void npz(String name, int bytes) throws IOException {
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, %d), }".formatted(bytes / 2);
        byte[] npy = Arrays.copyOf(
                ("\u0093NUMPY\u0001\u0000v\u0000" + header + " ".repeat(117 - header.length()) + "\n")
                        .getBytes(StandardCharsets.ISO_8859_1),
                128 + bytes);
        CRC32 crc = new CRC32();
        crc.update(npy);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            ZipEntry entry = new ZipEntry("x.npy");
            entry.setSize(npy.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(npy);
            zip.closeEntry();
        }
    }

    @Test
    void nothingTakesMoreThanThereIs() throws Exception {
        zstd("line.txt.zst", out -> times(out, 250 * MIB, "x"));
        zstd("wide.txt.zst", out -> times(out, 60 * MIB, "é"));
        zstd("text.jsonl.zst", out -> {
            text(out, "{\"a\":\"");
            times(out, 200 * MIB, "x");
            text(out, "\"}\n");
        });
        zstd("unread.jsonl.zst", out -> {
            text(out, "{\"b\":\"");
            times(out, 30 * MIB, "x");
            text(out, "\",\"a\":1}\n");
        });
        zstd("texts.jsonl.zst", out -> {
            text(out, "{\"a\":[\"" + "y".repeat(10_000) + "\"");
            times(out, 12_500, ",\"x\"");
            text(out, "]}\n");
        });
        zstd("short-texts.jsonl.zst", out -> {
            text(out, "{\"a\":[\"\"");
            times(out, 9 * MIB, ",\"\"");
            text(out, "]}\n");
        });
        zstd("numbers.jsonl.zst", out -> {
            text(out, "{\"a\":[0");
            times(out, 15 * MIB, ",1");
            text(out, "]}\n");
        });
        zstd("nested.jsonl.zst", out -> {
            text(out, "{\"a\":");
            times(out, 20 * MIB, "[");
        });
        zstd("objects.jsonl.zst", out -> {
            text(out, "{\"b\":");
            times(out, 3 * MIB, "{\"b\":");
        });
        zstd("cell.csv.zst", out -> {
            text(out, "a\n");
            times(out, 200 * MIB, "x");
        });
        zstd("cells.csv.zst", out -> times(out, 40 * MIB, "x,"));
        npz("row.npz", 160 * MIB);
        for (String name : List.of("list-of-texts-320-MB.parquet", "dictionary-length-lies.parquet")) {
            Files.copy(Fixtures.path("cases/" + name), folder.resolve(name));
        }

        String said = inSmallHeap();

        assertThat(said.lines())
                .hasSize(14)
                .allSatisfy(line -> assertThat(line).matches("(refused|read) .*"))
                .noneMatch(line -> line.contains("OutOfMemory"));
        assertThat(said)
                .contains("refused line.txt.zst", "refused wide.txt.zst", "refused text.jsonl.zst")
                .contains("read unread.jsonl.zst", "refused texts.jsonl.zst", "refused short-texts.jsonl.zst")
                .contains("refused nested.jsonl.zst", "refused objects.jsonl.zst", "refused cell.csv.zst")
                .contains("refused cells.csv.zst", "refused row.npz")
                .contains("refused list-of-texts-320-MB.parquet", "refused dictionary-length-lies.parquet");
    }

    private String inSmallHeap() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        process.getInputStream().transferTo(said);
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        return said.toString(StandardCharsets.UTF_8);
    }

    /** Reads all files of a folder, and says how each went. */
    static final class Reading {

        private Reading() {}

        public static void main(String[] args) throws IOException {
            try (var files = Files.list(Path.of(args[0]))) {
                for (Path file : files.sorted().toList()) {
                    System.out.println(read(file));
                }
            }
        }

        private static String read(Path file) {
            String name = file.getFileName().toString();
            FormatSpec spec = FormatSpec.EVERYTHING;
            if (name.startsWith("unread") || name.startsWith("objects")) {
                spec = spec.withNames(Map.of("a", "a"));
            }
            if (name.startsWith("dictionary")) {
                spec = spec.withTypes(Map.of("a", DType.STRING));
            }
            try (RowReader<Sample> reader = Formats.ofPath(file.toString())
                    .orElseThrow()
                    .rows(file.toString(), spec)
                    .open()) {
                for (long row = 0; reader.read(row) != null; row++) {
                    // Until its end.
                }
                return "read " + name;
            } catch (FormatException e) {
                return "refused " + name + ": " + e.getMessage();
            } catch (Throwable e) {
                return "failed " + name + ": " + e;
            }
        }
    }
}
