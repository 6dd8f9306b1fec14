// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bits of a stream, the lowest of a byte first, as deflate packs them. */
final class BitInput {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int next;
    private int filled;
    private long bufferAt;

    /** Bits that were taken out of the buffer and not used, and how many. */
    private long bits;

    private int count;

    BitInput(InputStream in) {
        this.in = in;
    }

    /** Makes 56 bits or more ready, fewer only at the end. */
    void fill() throws IOException {
        if (filled - next >= Long.BYTES) {
            bits |= (long) LONG.get(buffer, next) << count;
            int bytes = (63 - count) >> 3;
            next += bytes;
            count += bytes << 3;
            return;
        }
        while (count <= 56 && (next < filled || more())) {
            bits |= (buffer[next++] & 0xffL) << count;
            count += 8;
        }
    }

    private boolean more() throws IOException {
        int read = 0;
        while (read == 0) {
            read = in.read(buffer, 0, buffer.length);
        }
        if (read < 0) {
            return false;
        }
        bufferAt += filled;
        filled = read;
        next = 0;
        return true;
    }

    /** The next bits, up to 32 of those that are ready; zeros behind the end. */
    int peek(int n) {
        return (int) (bits & (1L << n) - 1);
    }

    /** Uses bits up that were made ready. */
    void drop(int n) throws EOFException {
        if (count < n) {
            throw new EOFException("deflated data ends early");
        }
        bits >>>= n;
        count -= n;
    }

    /** The next bits, up to 32. */
    int take(int n) throws IOException {
        if (count < n) {
            fill();
        }
        int taken = peek(n);
        drop(n);
        return taken;
    }

    /** Goes on to the next whole byte. */
    void align() throws IOException {
        drop(count & 7);
    }

    /** Whether nothing follows. */
    boolean atEnd() throws IOException {
        if (count == 0) {
            fill();
        }
        return count == 0;
    }

    /** How many bits were used up. */
    long position() {
        return 8 * (bufferAt + next) - count;
    }
}
