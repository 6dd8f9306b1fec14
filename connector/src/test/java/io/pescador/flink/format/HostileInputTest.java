// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged and malicious files: whatever the bytes, a reader gives rows or fails with a {@link FormatException}, takes memory in proportion to
 * the file, and ends.
 *
 * <p>Each property makes {@code fuzz.mutations} files a try, 1000 tries. The long run makes 1 750 000 files: {@code mvn -pl connector test
 * -Dtest=HostileInputTest -Dfuzz.mutations=250}.
 */
class HostileInputTest {

    private static final int MUTATIONS = Integer.getInteger("fuzz.mutations", 4);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A reader is not asked for more rows than a small file could honestly have, nor waited for at more. */
    private static final int MOST_ROWS = 300;

    /** Buffers, the objects of the rows read, and the messages. */
    private static final long FIXED_BYTES = 1 << 20;

    /** A file is read several times, a value of it is an object, and text takes four bytes a character. */
    private static final long PLAIN = 200;

    /** Deflate makes of a byte at most as many. */
    private static final long INFLATED = 1032;

    private interface Reading {

        void of(byte[] bytes) throws IOException;
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void npy(@ForAll long seed) throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String file : Fixtures.in("npy")) {
            if (file.endsWith(".npy") && Fixtures.bytes(file).length < 1000) {
                originals.add(Fixtures.bytes(file));
            }
        }
        fuzz(seed, originals, PLAIN, bytes -> {
            NpyReader.read(MemoryFile.of(bytes, "f.npy"));
            rows(NpyRows.of("f.npy", "x").open(MemoryFile.of(bytes, "f.npy")));
            rows(NpyRows.of("f.npy", "x").window(3, 1).open(MemoryFile.of(bytes, "f.npy")));
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void npyFromAStream(@ForAll long seed) throws IOException {
        List<byte[]> originals = List.of(
                Fixtures.bytes("npy-saved/five-d.npy"),
                Fixtures.bytes("npy-saved/str.npy"),
                Fixtures.bytes("npy/fortran-3d.npy"));
        fuzz(seed, originals, PLAIN, bytes -> NpyReader.read(new ByteArrayInputStream(bytes), "f.npy"));
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void npz(@ForAll long seed) throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String name : List.of("stored", "deflated", "wide", "fortran", "fortran-deflated", "umlaut", "object")) {
            originals.add(Fixtures.bytes("npz/" + name + ".npz"));
        }
        originals.add(bomb());
        fuzz(seed, originals, 8 * INFLATED, bytes -> {
            rows(NpzRows.of("f.npz").open(MemoryFile.of(bytes, "f.npz")));
            rows(NpzRows.of("f.npz").window(3, 2).open(MemoryFile.of(bytes, "f.npz")));
            try (NpzFile npz = NpzFile.open(MemoryFile.of(bytes, "f.npz"))) {
                for (String name : npz.names()) {
                    npz.read(name);
                }
            }
        });
    }

    /** A megabyte of zeros in a few hundred bytes, behind a header that is true. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NpzWriter writer = NpzWriter.deflated(out)) {
            writer.write(
                    "zeros",
                    io.pescador.flink.record.NdArray.of(new byte[1 << 20]).reshape(1 << 6, 1 << 14));
        }
        return out.toByteArray();
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void csv(@ForAll long seed) throws IOException {
        byte[] start = Arrays.copyOf(Fixtures.bytes("csv/breast-cancer.csv"), 2000);
        byte[] quoted = "a,b,c\n1,\"x, \"\"y\"\"\n z\",0.5\n2,w,nan\n-3,,1e308\n".getBytes(StandardCharsets.UTF_8);
        CsvRows declared = CsvRows.of("f.csv").types(Map.of("a", DType.INT8));
        fuzz(seed, List.of(start, quoted, gzip(quoted), Zstd.compress(quoted)), 8 * INFLATED, bytes -> {
            items(CsvRows.of("f.csv").read(new ByteArrayInputStream(bytes)));
            items(CsvRows.of("f.csv.gz").read(TextInput.of(new ByteArrayInputStream(bytes), "f.csv.gz")));
            items(CsvRows.of("f.csv.zst").read(TextInput.of(new ByteArrayInputStream(bytes), "f.csv.zst")));
            items(declared.read(new ByteArrayInputStream(bytes)));
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void jsonl(@ForAll long seed) throws IOException {
        byte[] text =
                ("{\"x\": [[1, 2.5], [-3e5, 4]], \"s\": \"\\u00e9\\n\", \"b\": true}\n\n{\"b\": false, \"x\": [[1, 2]], \"s\": \"ñ\"}\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] nested = "{\"x\": [[[[[[]]]]], {\"a\": null}, \"NaN\"]}".getBytes(StandardCharsets.UTF_8);
        JsonlRows declared = JsonlRows.of("f.jsonl").types(Map.of("x", DType.FLOAT32));
        fuzz(seed, List.of(text, nested, gzip(text)), 8 * INFLATED, bytes -> {
            items(JsonlRows.of("f.jsonl").read(new ByteArrayInputStream(bytes)));
            items(JsonlRows.of("f.jsonl.gz").read(TextInput.of(new ByteArrayInputStream(bytes), "f.jsonl.gz")));
            items(declared.read(new ByteArrayInputStream(bytes)));
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void text(@ForAll long seed) throws IOException {
        byte[] text = "pez\r\nseñal\n\n網🐟\n".repeat(20).getBytes(StandardCharsets.UTF_8);
        fuzz(seed, List.of(text, gzip(text), Zstd.compress(text)), 8 * INFLATED, bytes -> {
            for (String name : List.of("f.txt", "f.gz", "f.zst")) {
                items(TextRows.of(name, "t").read(TextInput.of(new ByteArrayInputStream(bytes), name)));
            }
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void parquet(@ForAll long seed) throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String name : List.of("none-v1", "none-v2", "snappy-v1", "gzip-v2", "zstd-v1", "delta", "odd")) {
            originals.add(Fixtures.bytes("parquet/" + name + ".parquet"));
        }
        Map<String, String> some = Map.of("i32", "i32", "s", "s");
        fuzz(seed, originals, PLAIN, bytes -> {
            items(ParquetRows.of("f.parquet").read(MemoryFile.of(bytes, "f.parquet")));
            items(ParquetRows.of("f.parquet").fields(some).read(MemoryFile.of(bytes, "f.parquet")));
        });
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** In order, then here and there. */
    private static void rows(RowReader<Sample> opened) throws IOException {
        try (RowReader<Sample> reader = opened) {
            long count = reader.count();
            for (long row = 0; row < Math.min(count, MOST_ROWS); row++) {
                reader.read(row);
            }
            for (long row : new long[] {count - 1, 0, count / 2, count}) {
                reader.read(Math.max(0, row));
            }
        }
    }

    private static void items(ItemReader<Sample> opened) throws IOException {
        try (ItemReader<Sample> reader = opened) {
            for (int row = 0; row < MOST_ROWS && reader.read() != null; row++) {
                // Only read.
            }
        }
    }

    private static void fuzz(long seed, List<byte[]> originals, long perByte, Reading reading) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutate(originals.get(random.nextInt(originals.size())), random);
            long most = FIXED_BYTES + perByte * bytes.length;
            long taken = read(bytes, reading);
            if (taken > most) {
                // Loading a class for the first time takes memory too.
                taken = read(bytes, reading);
            }
            if (taken > most) {
                throw new AssertionError(taken + " bytes are more than " + most + " for file "
                        + HexFormat.of().formatHex(bytes));
            }
        }
    }

    /** The bytes that were allocated on the way. */
    private static long read(byte[] bytes, Reading reading) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reading.of(bytes);
        } catch (FormatException e) {
            assertThat(e.getMessage()).startsWith("f.").hasSizeLessThan(bytes.length + 1000);
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError("file " + HexFormat.of().formatHex(bytes), e);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Flips bits, writes numbers that are dangerous, cuts, repeats and moves pieces, and swaps digits of what looks like text. */
    private static byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int n = random.nextInt(1, 5); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(9)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "0123456789-(),'[]{}\"\n\\ ".charAt(random.nextInt(23));
                case 3 -> fill(bytes, at, random.nextInt(1, 9), (byte) 0xff);
                case 4 -> fill(bytes, at, random.nextInt(1, 9), (byte) 0);
                case 5 -> bytes = Arrays.copyOf(bytes, at);
                case 6 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 40));
                case 7 -> {
                    int from = random.nextInt(original.length);
                    int length = Math.min(random.nextInt(1, 40), Math.min(original.length - from, bytes.length - at));
                    System.arraycopy(original, from, bytes, at, length);
                }
                default -> digit(bytes, at, random);
            }
        }
        return bytes;
    }

    private static void fill(byte[] bytes, int at, int count, byte value) {
        Arrays.fill(bytes, at, Math.min(bytes.length, at + count), value);
    }

    /** The next digit becomes another, so that shapes, widths and versions go wrong often and headers stay headers. */
    private static void digit(byte[] bytes, int from, SplittableRandom random) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                bytes[i] = (byte) ('0' + random.nextInt(10));
                return;
            }
        }
    }
}
