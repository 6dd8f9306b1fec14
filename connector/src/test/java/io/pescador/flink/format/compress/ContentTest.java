// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.index.FileCache;

import com.github.luben.zstd.ZstdOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The content is the same from any place on, whether there is room to keep all of it, places to begin at, or nothing. */
class ContentTest {

    private static final int SIZE = 3_000_000;

    @TempDir
    private Path directory;

    enum Packing {
        PLAIN("bin", SIZE),
        GZIP("gz", SIZE),
        /** As bgzip and {@code cat} make them. */
        GZIP_OF_MEMBERS("gz", 40_000),
        ZSTD("zst", SIZE),
        ZSTD_OF_FRAMES("zst", 200_000),
        /** An ending that says nothing. */
        GZIP_BY_ITS_CONTENT("bin", SIZE);

        final String ending;
        final int piece;

        Packing(String ending, int piece) {
            this.ending = ending;
            this.piece = piece;
        }

        private OutputStream packing(OutputStream out) throws IOException {
            return switch (this) {
                case PLAIN -> out;
                case GZIP, GZIP_OF_MEMBERS, GZIP_BY_ITS_CONTENT -> new GZIPOutputStream(out);
                case ZSTD, ZSTD_OF_FRAMES -> new ZstdOutputStream(out);
            };
        }

        byte[] pack(byte[] content) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int from = 0; from < content.length; from += piece) {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (OutputStream out = packing(packed)) {
                    out.write(content, from, Math.min(piece, content.length - from));
                }
                packed.writeTo(all);
            }
            return all.toByteArray();
        }
    }

    private static byte[] content() {
        Random random = new Random(1);
        byte[] content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + (int) Math.abs(4 * random.nextGaussian()));
        }
        return content;
    }

    private String write(Packing packing, byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("f." + packing.ending), bytes);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        return file.toString();
    }

    static Stream<Object[]> all() {
        return Stream.of(Packing.values()).flatMap(packing -> Stream.of(0L, 4_000L, 1_000_000L, 100_000_000L)
                .map(budget -> new Object[] {packing, budget}));
    }

    @ParameterizedTest
    @MethodSource("all")
    void isTheSameFromAnyPlace(Packing packing, long budget) throws IOException {
        byte[] content = content();
        String file = write(packing, packing.pack(content));
        FileCache cache = new FileCache(budget);
        Random random = new Random(2);
        for (int opening = 0; opening < 4; opening++) {
            try (Content opened = Content.open(file, cache)) {
                for (int i = 0; i < 4; i++) {
                    int from = random.nextInt(SIZE);
                    // To the end once: over members and frames.
                    int count = i == 0 ? SIZE : 2000;
                    assertThat(opened.from(from).readNBytes(count))
                            .isEqualTo(Arrays.copyOfRange(content, from, Math.min(SIZE, from + count)));
                }
                assertThat(opened.from(SIZE).read()).isEqualTo(-1);
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(budget);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Packing.class,
            names = {"GZIP", "GZIP_OF_MEMBERS", "ZSTD", "ZSTD_OF_FRAMES"})
    void damageIsToldBeforeAnythingBehindItIsGiven(Packing packing) throws IOException {
        byte[] packed = packing.pack(content());
        String file = write(packing, Arrays.copyOf(packed, packed.length - 5));
        for (long budget : new long[] {0, 1_000_000, 100_000_000}) {
            try (Content opened = Content.open(file, new FileCache(budget))) {
                assertThatThrownBy(() -> opened.from(SIZE / 2).readNBytes(SIZE))
                        .isInstanceOf(FormatException.class)
                        .hasMessage(file + ": is damaged or cut short: it cannot be decompressed to its end");
            }
        }
    }
}
