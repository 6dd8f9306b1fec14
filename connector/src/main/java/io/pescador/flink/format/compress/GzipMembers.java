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

    private final InputStream in;
    private final byte[] buffer;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 content = new CRC32();
    private int next;
    private int filled;
    private boolean atEnd;

    /** Whether the content of the member has been seen from its beginning. */
    private boolean whole = true;

    GzipMembers(InputStream in, int buffer) throws IOException {
        this(in, buffer, null);
    }

    /**
     * Begins within a file.
     *
     * @param in begins with the byte of the point
     * @param point where to begin; null for the beginning of the file
     */
    GzipMembers(InputStream in, int buffer, AccessPoints.Point point) throws IOException {
        this.in = in;
        this.buffer = new byte[buffer];
        try {
            if (point == null) {
                readHeader();
            } else {
                whole = false;
                inflater.setInput(point.begin(inflater, int8()));
                // What the first byte was taken from goes in when that is used up.
            }
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
                next -= inflater.getRemaining();
                readTrailer();
                startNext();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a member needs a dictionary");
            } else if (next < filled || fill()) {
                inflater.setInput(buffer, next, filled - next);
                next = filled;
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
        if (int32() != content.getValue() && whole) {
            throw new ZipException("the checksum of a member is another");
        }
        if (int32() != (inflater.getBytesWritten() & 0xffffffffL) && whole) {
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
        GzipHeader.read(this::int8);
        whole = true;
        content.reset();
        inflater.reset();
    }

    private int int8() throws IOException {
        if (next == filled && !fill()) {
            throw new EOFException("a gzip header or trailer ends early");
        }
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
