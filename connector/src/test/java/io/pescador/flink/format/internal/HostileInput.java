// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;

import com.sun.management.ThreadMXBean;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged and malicious files: whatever the bytes, a reader gives rows or fails with a {@link FormatException}, takes memory in proportion to
 * the file, and ends.
 *
 * <p>Each property makes {@code fuzz.mutations} files a try, 1000 tries. The long run makes 1 750 000 files: {@code mvn -pl connector test
 * -Dtest="HostileInput*Test" -Dfuzz.mutations=250}.
 */
public final class HostileInput {

    private static final int MUTATIONS = Integer.getInteger("fuzz.mutations", 4);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A reader is not asked for more rows than a small file could honestly have, nor waited for at more. */
    private static final int MOST_ROWS = 300;

    /** Buffers, the objects of the rows read, and the messages. */
    private static final long FIXED_BYTES = 1 << 20;

    /** A file is read several times, a value of it is an object, and text takes four bytes a character. */
    public static final long PLAIN = 200;

    /** Deflate makes of a byte at most as many. */
    public static final long INFLATED = 1032;

    private HostileInput() {}

    /** Reads files, which are named {@code f.} something in messages. */
    public interface Reading {

        void of(byte[] bytes) throws IOException;
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** In order, then here and there. */
    public static void rows(RowReader<Sample> opened) throws IOException {
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

    public static void items(ItemReader<Sample> opened) throws IOException {
        try (ItemReader<Sample> reader = opened) {
            for (int row = 0; row < MOST_ROWS && reader.read() != null; row++) {
                // Only read.
            }
        }
    }

    public static void fuzz(long seed, List<byte[]> originals, long perByte, Reading reading) throws IOException {
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
