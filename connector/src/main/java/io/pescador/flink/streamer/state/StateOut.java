// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.Experimental;

import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Writes the state of a tree of active streams.
 *
 * <p>Byte layout: nodes stand in depth-first order; each begins with the code of its {@link NodeKind}. Whole numbers ≥ 0 are base-128
 * varints, low group first; seeds and bit patterns are 8 bytes, big-endian; byte strings are a varint length and the bytes.
 */
@Experimental
public final class StateOut {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Begins a node. */
    public void node(NodeKind kind) throws IOException {
        out.writeByte(kind.code());
    }

    /** Writes a whole number ≥ 0. */
    public void number(long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Writes a whole number of up to 62 bits and its sign: 0, −1, 1, −2, … as 0, 1, 2, 3, … */
    public void signed(long value) throws IOException {
        number(value << 1 ^ value >> 63);
    }

    /** Writes 64 bits as they are. */
    public void bits(long value) throws IOException {
        out.writeLong(value);
    }

    public void flag(boolean value) throws IOException {
        out.writeBoolean(value);
    }

    /** Writes a string of bytes with its length. */
    public void bytes(byte[] value) throws IOException {
        number(value.length);
        out.write(value);
    }

    /** For codecs of items. */
    public DataOutput data() {
        return out;
    }

    /** All that was written so far. */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
