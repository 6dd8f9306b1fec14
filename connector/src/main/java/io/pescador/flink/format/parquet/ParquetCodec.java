// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.GrowingRead;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** The ways in which the pages of a Parquet file can be compressed. */
final class ParquetCodec {

    /** Snappy makes at most 64 bytes of three. */
    private static final int MOST_SNAPPY = 32;

    private ParquetCodec() {}

    /**
     * @param codec the format's number for it
     * @param size how many bytes there must be
     * @param wrong makes the exception for a reason
     */
    static byte[] decompress(int codec, byte[] bytes, int size, Function<String, FormatException> wrong)
            throws IOException {
        byte[] plain;
        try {
            plain = switch (codec) {
                case 1 -> snappy(bytes, size);
                case 2 -> all(new GZIPInputStream(new ByteArrayInputStream(bytes)), size);
                case 6 -> all(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes)), size);
                default -> throw wrong.apply("is compressed by " + name(codec) + "; snappy, gzip and zstd can be read");
            };
        } catch (FormatException e) {
            throw e;
        } catch (IOException e) {
            throw wrong.apply("has a page that cannot be decompressed").causedBy(e);
        }
        if (plain.length != size) {
            throw wrong.apply("has a page that decompresses to another size than it says");
        }
        return plain;
    }

    private static byte[] snappy(byte[] bytes, int size) throws IOException {
        if (size > (long) MOST_SNAPPY * bytes.length
                || !Snappy.isValidCompressedBuffer(bytes)
                || Snappy.uncompressedLength(bytes) != size) {
            throw new IOException("no Snappy");
        }
        return Snappy.uncompress(bytes);
    }

    private static byte[] all(InputStream in, int size) throws IOException {
        try (in) {
            return GrowingRead.read(in, size);
        }
    }

    private static String name(int codec) {
        String[] names = {"nothing", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4"};
        return codec >= 0 && codec < names.length ? names[codec] : "codec number " + codec;
    }
}
