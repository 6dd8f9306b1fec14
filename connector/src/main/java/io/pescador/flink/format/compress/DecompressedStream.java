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
            throw FormatException.of(file, "is damaged or cut short: it cannot be decompressed to its end")
                    .causedBy(e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
