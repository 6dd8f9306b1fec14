// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** What a decompressor gives; what it finds wrong is the file's fault. */
final class DecompressedStream extends FilterInputStream {

    private final String file;

    DecompressedStream(InputStream in, String file) {
        super(in);
        this.file = file;
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
        } catch (ZipException | EOFException e) {
            throw damaged(file, e);
        }
    }

    /** Decompresses in another way, with the same words for what is wrong. */
    static <T> T checked(String file, Decompressing<T> decompressing) throws IOException {
        try {
            return decompressing.run();
        } catch (ZipException | EOFException e) {
            throw damaged(file, e);
        }
    }

    /** Something that reads compressed data. */
    interface Decompressing<T> {

        T run() throws IOException;
    }

    private static FormatException damaged(String file, IOException e) {
        return FormatException.of(file, "is damaged or cut short: it cannot be decompressed to its end")
                .causedBy(e);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
