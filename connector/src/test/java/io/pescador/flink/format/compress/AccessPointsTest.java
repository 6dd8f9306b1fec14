// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Held against zlib: what it deflated is read as it was, from the beginning and from each point. */
class AccessPointsTest {

    private static final int SIZE = 600_000;

    enum Data {
        NOISE {
            @Override
            byte[] make(Random random) {
                byte[] bytes = new byte[SIZE];
                random.nextBytes(bytes);
                return bytes;
            }
        },
        /** Copies of length 258 at distance 1, and hardly any bits. */
        ZEROS {
            @Override
            byte[] make(Random random) {
                return new byte[20 * SIZE];
            }
        },
        WORDS {
            @Override
            byte[] make(Random random) {
                byte[] bytes = new byte[SIZE];
                for (int i = 0; i < SIZE; i++) {
                    bytes[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + (int) Math.abs(4 * random.nextGaussian()));
                }
                return bytes;
            }
        },
        /** Copies from as far back as the window reaches. */
        FAR {
            @Override
            byte[] make(Random random) {
                byte[] once = new byte[32_700];
                random.nextBytes(once);
                byte[] bytes = new byte[SIZE];
                for (int i = 0; i < SIZE; i++) {
                    bytes[i] = once[i % once.length];
                    once[i % once.length] += (byte) (random.nextInt(50) == 0 ? 1 : 0);
                }
                return bytes;
            }
        },
        NOTHING {
            @Override
            byte[] make(Random random) {
                return new byte[0];
            }
        };

        abstract byte[] make(Random random);
    }

    static Stream<Object[]> all() {
        return Stream.of(Data.values())
                .flatMap(data -> IntStream.rangeClosed(0, 9).boxed().flatMap(level -> IntStream.of(
                                Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY)
                        .mapToObj(strategy -> new Object[] {data, level, strategy})));
    }

    private static byte[] deflate(byte[] content, int level, int strategy) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        deflater.setInput(content);
        deflater.finish();
        byte[] deflated = new byte[2 * content.length + 100];
        int length = 0;
        while (!deflater.finished()) { // another strategy begins with a call of its own
            length += deflater.deflate(deflated, length, deflated.length - length);
        }
        deflater.end();
        return Arrays.copyOf(deflated, length);
    }

    private static AccessPoints.Source source(byte[] deflated) {
        return position -> new ByteArrayInputStream(deflated, (int) position, deflated.length - (int) position);
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsFromAnyPlace(Data data, int level, int strategy) throws IOException {
        byte[] content = data.make(new Random(1));
        byte[] deflated = deflate(content, level, strategy);
        CRC32 crc = new CRC32();
        AccessPoints points = AccessPoints.scan(new ByteArrayInputStream(deflated), 1, crc);
        CRC32 expected = new CRC32();
        expected.update(content);
        assertThat(points.length()).isEqualTo(content.length);
        assertThat(crc.getValue()).isEqualTo(expected.getValue());

        Random random = new Random(2);
        for (int i = 0; i < 10 && content.length > 0; i++) {
            int offset = random.nextInt(content.length);
            try (InputStream in = points.open(source(deflated), offset)) {
                int count = i == 0 ? content.length : 1000;
                assertThat(in.readNBytes(count))
                        .isEqualTo(Arrays.copyOfRange(content, offset, Math.min(content.length, offset + count)));
            }
        }
    }

    @Test
    void pointsBeginWithinBytesToo() throws IOException {
        byte[] content = Data.WORDS.make(new Random(3));
        byte[] deflated = deflate(content, 6, Deflater.DEFAULT_STRATEGY);
        AccessPoints points = AccessPoints.scan(new ByteArrayInputStream(deflated), 1, new CRC32());
        long[] bits = IntStream.range(0, content.length / 100)
                .mapToObj(i -> points.before(100L * i))
                .filter(point -> point != null)
                .mapToLong(point -> point.bit() & 7)
                .distinct()
                .toArray();
        assertThat(bits.length).isGreaterThan(4);
        assertThat(points.hasBetween(0, content.length)).isTrue();
        assertThat(points.hasBetween(content.length - 1, content.length)).isFalse();
    }

    /** zlib and we refuse the same damage, but for its words; and what we accept has the same content. */
    @Test
    void refusesWhatZlibRefuses() throws IOException {
        Random random = new Random(4);
        byte[] content = Arrays.copyOf(Data.WORDS.make(random), 20_000);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = deflate(content, random.nextInt(10), Deflater.DEFAULT_STRATEGY);
            if (random.nextInt(3) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            } else {
                damaged[random.nextInt(Math.min(damaged.length, 300))] ^= (byte) (1 << random.nextInt(8));
            }
            CRC32 crc = new CRC32();
            long length;
            try {
                length = AccessPoints.scan(new ByteArrayInputStream(damaged), 1000, crc)
                        .length();
            } catch (ZipException | EOFException e) {
                length = -1;
                refused++;
            }
            CRC32 expected = new CRC32();
            assertThat(length).isEqualTo(inflate(damaged, expected));
            if (length >= 0) {
                assertThat(crc.getValue()).isEqualTo(expected.getValue());
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    /** @return the length; -1 if it is damaged */
    private static long inflate(byte[] deflated, CRC32 crc) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            byte[] piece = new byte[10_000];
            while (!inflater.finished()) {
                int read = inflater.inflate(piece);
                if (read == 0 && !inflater.finished()) {
                    return -1;
                }
                crc.update(piece, 0, read);
            }
            return inflater.getBytesWritten();
        } catch (DataFormatException e) {
            return -1;
        } finally {
            inflater.end();
        }
    }

    @Test
    void emptyBlocksHaveTheLengthThatIsAskedForAndNoContent() throws DataFormatException {
        byte[] stored = {1, 3, 0, (byte) 0xfc, (byte) 0xff, 'a', 'b', 'c'};
        for (int bits = 0; bits < 8; bits++) {
            byte[] blocks = EmptyBlocks.ofLength(bits);
            int at = blocks.length - (bits == 0 ? 0 : 1);
            byte[] all = Arrays.copyOf(blocks, at + 1 + stored.length);
            // The header of the stored block, three bits of which the first says that it is the last.
            int header = 1 << bits;
            all[at] |= (byte) header;
            int data = at + (bits + 3 > 8 ? 2 : 1);
            all = Arrays.copyOf(all, data + stored.length - 1);
            System.arraycopy(stored, 1, all, data, stored.length - 1);
            Inflater inflater = new Inflater(true);
            inflater.setInput(all);
            byte[] content = new byte[10];
            assertThat(inflater.inflate(content)).isEqualTo(3);
            assertThat(inflater.finished()).isTrue();
            assertThat(new String(content, 0, 3, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("abc");
            inflater.end();
        }
        if (EmptyBlocks.ofLength(0).length != 0) {
            fail("nothing is in the way where blocks begin with a byte");
        }
    }
}
