// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.Experimental;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/** Reads back what {@link StateOut} wrote, and checks it. */
@Experimental
public final class StateIn {

    private final ByteArrayInputStream bytes;
    private final DataInputStream in;
    private final int length;

    public StateIn(byte[] state) {
        bytes = new ByteArrayInputStream(state);
        in = new DataInputStream(bytes);
        length = state.length;
    }

    /**
     * Begins a node.
     *
     * @throws StateException if another kind of node was saved here
     */
    public void node(NodeKind expected) throws IOException {
        int code = byteOrFail();
        if (code != expected.code()) {
            throw new StateException(
                    "byte " + (position() - 1) + " of the saved state begins a " + NodeKind.nameOf(code)
                            + " where the plan has a " + expected.title() + ": the state belongs to another plan");
        }
    }

    /** Reads a whole number ≥ 0. */
    public long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int group = byteOrFail();
            value |= (long) (group & 0x7f) << shift;
            if ((group & 0x80) == 0) {
                if (value < 0) {
                    break;
                }
                return value;
            }
        }
        throw damaged("a number of more than 63 bits");
    }

    /** Reads a whole number with its sign. */
    public long signed() throws IOException {
        long value = number();
        return value >>> 1 ^ -(value & 1);
    }

    /**
     * Reads a whole number within bounds.
     *
     * @param what what the number is, for the message
     * @throws StateException if it is below 0 or above {@code most}
     */
    public int number(int most, String what) throws IOException {
        return (int) number((long) most, what);
    }

    /** As {@link #number(int, String)}. */
    public long number(long most, String what) throws IOException {
        long value = number();
        if (value > most) {
            throw damaged(what + " is " + value + " and may be at most " + most);
        }
        return value;
    }

    public long bits() throws IOException {
        try {
            return in.readLong();
        } catch (EOFException e) {
            throw ended();
        }
    }

    public boolean flag() throws IOException {
        int value = byteOrFail();
        if (value > 1) {
            throw damaged("a flag is " + value);
        }
        return value == 1;
    }

    /** Reads a string of bytes; no memory is taken before its length was checked. */
    public byte[] bytes() throws IOException {
        long size = number();
        if (size < 0 || size > bytes.available()) {
            throw damaged("a string of " + size + " bytes with " + bytes.available() + " left");
        }
        return in.readNBytes((int) size);
    }

    /**
     * Reads an item.
     *
     * @throws StateException also where the codec cannot make sense of what it finds
     */
    public <T> T item(ItemCodec<T> codec) throws IOException {
        try {
            return codec.read(in);
        } catch (EOFException e) {
            throw ended();
        } catch (IOException | RuntimeException e) {
            throw damaged("an item that cannot be read (" + e + ")");
        }
    }

    /** @throws StateException if anything is left */
    public void end() throws StateException {
        if (bytes.available() > 0) {
            throw damaged(bytes.available() + " bytes too many");
        }
    }

    public StateException damaged(String what) {
        return new StateException("the saved state is damaged at byte " + position() + " of " + length + ": " + what);
    }

    private int byteOrFail() throws StateException {
        int value = bytes.read();
        if (value < 0) {
            throw ended();
        }
        return value;
    }

    private StateException ended() {
        return damaged("it ends too early");
    }

    private int position() {
        return length - bytes.available();
    }
}
