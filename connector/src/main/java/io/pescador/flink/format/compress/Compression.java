// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.InputFile;

import org.apache.flink.annotation.Experimental;
import org.apache.flink.core.fs.FileStatus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * How a whole file is compressed. The ending of its name says so, or else its first bytes: no UTF-8 text begins with them.
 *
 * <p>Whatever a decompressor finds wrong comes out as a {@link FormatException}.
 */
@Experimental
public enum Compression {
    GZIP("gz", 0x1f, 0x8b) {
        @Override
        InputStream decompress(InputStream raw) throws IOException {
            return new GzipMembers(raw, BUFFER);
        }
    },
    ZSTD("zst", 0x28, 0xb5, 0x2f, 0xfd) {
        @Override
        InputStream decompress(InputStream raw) throws IOException {
            return new ZstdFrames(raw, BUFFER);
        }
    };

    static final int BUFFER = 64 << 10;

    static final int LONGEST_MAGIC = OtherCompression.LONGEST_MAGIC;

    private final String ending;
    private final byte[] magic;

    Compression(String ending, int... magic) {
        this.ending = ending;
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    abstract InputStream decompress(InputStream raw) throws IOException;

    /** These endings, plain and with that of each compression: {@code csv}, {@code csv.gz}, {@code csv.zst}. */
    public static List<String> endings(String... plain) {
        List<String> all = new ArrayList<>(List.of(plain));
        for (String ending : plain) {
            for (Compression compression : values()) {
                all.add(ending + "." + compression.ending);
            }
        }
        return all;
    }

    /**
     * Opens a file, decompressed if it is compressed.
     *
     * @param path of a file, in any file system that Flink knows
     */
    public static InputStream open(String path) throws IOException {
        FileStatus status = InputFile.status(path);
        InputStream raw = InputFile.stream(status.getPath().getFileSystem(), status.getPath(), path);
        try {
            return decode(raw, path);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /**
     * A file's content.
     *
     * @param raw its bytes as they are stored; closed with the stream that is returned
     * @param file its name, which messages have too
     */
    public static InputStream decode(InputStream raw, String file) throws IOException {
        Compression named = ofName(file);
        if (named != null) {
            return named.stream(raw, file);
        }
        PushbackInputStream in = new PushbackInputStream(raw, LONGEST_MAGIC);
        byte[] start = in.readNBytes(LONGEST_MAGIC);
        in.unread(start);
        Compression begun = ofStart(start);
        if (begun == null) {
            OtherCompression.refuse(start, file);
            return in;
        }
        return begun.stream(in, file);
    }

    /** What the ending of a name says; null if nothing. */
    static Compression ofName(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        for (Compression compression : values()) {
            if (name.endsWith("." + compression.ending)) {
                return compression;
            }
        }
        return null;
    }

    /** What the first bytes of a file say; null if they are no compression's. */
    static Compression ofStart(byte[] start) {
        for (Compression compression : values()) {
            byte[] magic = compression.magic;
            if (start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length)) {
                return compression;
            }
        }
        return null;
    }

    /** What has to be decompressed to begin within a file of that name, once it has been read through; empty if nothing. */
    public static String costOfEntering(String path) {
        Compression named = ofName(path);
        if (named == null) {
            return "";
        }
        return named == GZIP
                ? "where its content is not kept 128 KiB or more to decompress"
                : "where its content is not kept all of the frame before to decompress";
    }

    /** The content of a whole file. */
    InputStream stream(InputStream raw, String file) throws IOException {
        try {
            return new DecompressedStream(decompress(raw), file);
        } catch (ZipException | EOFException e) {
            throw FormatException.of(file, "is no gzip file").causedBy(e);
        }
    }
}
