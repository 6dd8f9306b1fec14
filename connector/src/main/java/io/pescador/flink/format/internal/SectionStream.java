// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A part of a file read front to back, beside others of the same file. Its buffer grows with what is read: a header costs one small read. */
@Internal
public final class SectionStream extends InputStream {

    private static final int FIRST_BUFFER = 512;
    private static final int LAST_BUFFER = 64 << 10;

    private final InputFile file;
    private long end;
    private long next;
    private byte[] buffer = {};
    private int at;
    private int limit;

    public SectionStream(InputFile file, long from, long length) {
        this.file = file;
        this.next = from;
        this.end = Math.min(file.length(), from + length);
    }

    /** Makes it end earlier, at a place in the file that it has not gone past. */
    public void endAt(long position) {
        long ahead = next - position;
        if (ahead > 0) {
            limit -= (int) ahead;
        }
        end = position;
    }

    @Override
    public int read() throws IOException {
        return at < limit || fill() ? buffer[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (at == limit) {
            if (count >= LAST_BUFFER) {
                int part = (int) Math.min(count, end - next);
                if (part <= 0) {
                    return -1;
                }
                file.readFully(next, target, offset, part);
                next += part;
                return part;
            }
            if (!fill()) {
                return -1;
            }
        }
        int part = Math.min(count, limit - at);
        System.arraycopy(buffer, at, target, offset, part);
        at += part;
        return part;
    }

    /** Costs nothing: what is left out behind the buffer is not read. */
    @Override
    public long skip(long count) {
        long part = Math.max(0, Math.min(count, limit - at + Math.max(0, end - next)));
        int buffered = (int) Math.min(part, limit - at);
        at += buffered;
        next += part - buffered;
        return part;
    }

    private boolean fill() throws IOException {
        if (next >= end) {
            return false;
        }
        if (buffer.length < LAST_BUFFER) {
            buffer = new byte[buffer.length == 0 ? FIRST_BUFFER : Math.min(LAST_BUFFER, 4 * buffer.length)];
        }
        limit = (int) Math.min(buffer.length, end - next);
        at = 0;
        file.readFully(next, buffer, 0, limit);
        next += limit;
        return true;
    }
}
