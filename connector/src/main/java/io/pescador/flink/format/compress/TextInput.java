// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.InputFile;

import org.apache.flink.core.fs.FileStatus;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a text file front to back, decompressed if its name ends in {@code .gz} or {@code .zst}. Whatever a decompressor finds wrong
 * comes out as a {@link FormatException}.
 */
public final class TextInput extends FilterInputStream {

    private static final int BUFFER = 64 << 10;

    private final String file;

    private TextInput(InputStream in, String file) {
        super(in);
        this.file = file;
    }

    public static InputStream open(String path) throws IOException {
        FileStatus status = InputFile.status(path);
        InputStream raw = InputFile.stream(status.getPath().getFileSystem(), status.getPath(), path);
        try {
            return of(raw, path);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Around a stream of bytes as they stand in the file. */
    public static InputStream of(InputStream raw, String file) throws IOException {
        String name = file.toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".gz")) {
                return new TextInput(new GZIPInputStream(raw, BUFFER), file);
            }
            if (name.endsWith(".zst")) {
                return new TextInput(new ZstdInputStreamNoFinalizer(new BufferedInputStream(raw, BUFFER)), file);
            }
        } catch (ZipException | EOFException e) {
            throw FormatException.of(file, "is no gzip file").causedBy(e);
        }
        return raw;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        try {
            return super.read(target, offset, count);
        } catch (ZipException | EOFException | ZstdIOException e) {
            throw FormatException.of(file, "is damaged or cut short: it cannot be decompressed to its end")
                    .causedBy(e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
