// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * All members of a gzip file, one after the other, up to the file's last byte. Nothing may follow them but zeros, which fill blocks.
 *
 * <p>Java's own stream asks {@link InputStream#available()} whether another member follows, and ends early where a store answers 0.
 */
final class GzipMembers extends InputStream {

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final byte[] buffer;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 content = new CRC32();
    private final CRC32 header = new CRC32();
    private int next;
    private int filled;
    private boolean atEnd;

    GzipMembers(InputStream in, int buffer) throws IOException {
        this.in = in;
        this.buffer = new byte[buffer];
        try {
            readHeader();
        } catch (IOException | RuntimeException e) {
            inflater.end();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (!atEnd) {
            int inflated = inflate(target, offset, count);
            if (inflated > 0) {
                content.update(target, offset, inflated);
                return inflated;
            }
            if (inflater.finished()) {
                next = filled - inflater.getRemaining();
                readTrailer();
                startNext();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a member needs a dictionary");
            } else if (fill()) {
                inflater.setInput(buffer, 0, filled);
            } else {
                throw new EOFException("a member ends early");
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int count) throws ZipException {
        try {
            return inflater.inflate(target, offset, count);
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException(e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    private void readTrailer() throws IOException {
        if (int32() != content.getValue()) {
            throw new ZipException("the checksum of a member is another");
        }
        if (int32() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("the length of a member is another");
        }
    }

    private void startNext() throws IOException {
        if (next == filled && !fill()) {
            atEnd = true;
        } else if (buffer[next] == 0) {
            skipZeros();
            atEnd = true;
        } else {
            readHeader();
        }
    }

    private void skipZeros() throws IOException {
        do {
            while (next < filled) {
                if (buffer[next++] != 0) {
                    throw new ZipException("something follows the last member");
                }
            }
        } while (fill());
    }

    private void readHeader() throws IOException {
        header.reset();
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
        if ((flags & HEADER_CHECKSUM) != 0 && (header.getValue() & 0xffff) != int16()) {
            throw new ZipException("the checksum of a gzip header is another");
        }
        content.reset();
        inflater.reset();
        inflater.setInput(buffer, next, filled - next);
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
        if (next == filled && !fill()) {
            throw new EOFException("a gzip header or trailer ends early");
        }
        header.update(buffer[next]);
        return buffer[next++] & 0xff;
    }

    private int int16() throws IOException {
        return int8() | int8() << 8;
    }

    private long int32() throws IOException {
        return int16() | (long) int16() << 16;
    }

    /** Reads what comes next, once the buffer has been used up. */
    private boolean fill() throws IOException {
        int read = 0;
        while (read == 0) {
            read = in.read(buffer, 0, buffer.length);
        }
        next = 0;
        filled = Math.max(0, read);
        return read > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
