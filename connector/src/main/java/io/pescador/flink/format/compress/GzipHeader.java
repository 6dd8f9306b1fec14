// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** What stands before the deflated data of a gzip member (RFC 1952). */
final class GzipHeader {

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final Bytes in;
    private final CRC32 crc = new CRC32();

    /** Where its bytes come from. */
    interface Bytes {

        /** @throws java.io.EOFException if there is none */
        int next() throws IOException;
    }

    private GzipHeader(Bytes in) {
        this.in = in;
    }

    /** Reads a header and nothing behind it. */
    static void read(Bytes in) throws IOException {
        new GzipHeader(in).read();
    }

    private void read() throws IOException {
        if (int8() != 0x1f || int8() != 0x8b || int8() != 8) {
            throw new ZipException("there is no gzip header");
        }
        int flags = int8();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("a gzip header has flags that do not exist");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(int16());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0 && (crc.getValue() & 0xffff) != int16()) {
            throw new ZipException("the checksum of a gzip header is another");
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int8();
        }
    }

    private void skipText() throws IOException {
        while (int8() != 0) {
            // A name or a comment ends with a zero.
        }
    }

    private int int8() throws IOException {
        int read = in.next();
        crc.update(read);
        return read;
    }

    private int int16() throws IOException {
        return int8() | int8() << 8;
    }
}
