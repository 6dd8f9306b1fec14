// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.zip.ZipException;

/**
 * Inflates deflated data (RFC 1951) from its beginning to its end and says where blocks begin: only there can inflating be taken up
 * again. Used by one thread.
 */
@Internal
public final class DeflateScan {

    static final int WINDOW = 32 << 10;
    private static final int LONGEST_COPY = 258;

    private static final short[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final byte[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final short[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final byte[] DISTANCE_EXTRA = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };
    private static final byte[] CODE_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final BitInput in;
    private final Listener listener;

    /** The window and behind it what was made since it was given away. */
    private final byte[] out = new byte[4 * WINDOW];

    private int at;
    private int given;
    private long before;

    /** Hears what a scan finds. */
    interface Listener {

        /**
         * A block begins.
         *
         * @param bit where in the stream
         * @param offset how many bytes all before it gave
         * @param content ends with the last of them; at least as many as a block may refer to
         * @param end how much of {@code content} is filled
         */
        void block(long bit, long offset, byte[] content, int end);

        /** More content, in order. */
        void content(byte[] bytes, int from, int count);
    }

    DeflateScan(BitInput in, Listener listener) {
        this.in = in;
        this.listener = listener;
    }

    /** Reads to the end of the last block. */
    void run() throws IOException {
        boolean last;
        do {
            listener.block(in.position(), before + at, out, at);
            last = in.take(1) == 1;
            switch (in.take(2)) {
                case 0 -> stored();
                case 1 -> coded(HuffmanTable.FIXED_LITERALS, HuffmanTable.FIXED_DISTANCES);
                case 2 -> dynamic();
                default -> throw new ZipException("a block is of a kind that does not exist");
            }
        } while (!last);
        give();
    }

    /** How many bytes there were. */
    long length() {
        return before + at;
    }

    private void stored() throws IOException {
        in.align();
        int length = in.take(16);
        if (length != (in.take(16) ^ 0xffff)) {
            throw new ZipException("the length of a stored block is damaged");
        }
        for (int i = 0; i < length; i++) {
            room();
            out[at++] = (byte) in.take(8);
        }
    }

    private void dynamic() throws IOException {
        int literals = in.take(5) + 257;
        int distances = in.take(5) + 1;
        int codes = in.take(4) + 4;
        if (literals > 286 || distances > 30) {
            throw new ZipException("a block has too many codes");
        }
        byte[] lengths = new byte[literals + distances];
        byte[] ofCodes = new byte[CODE_ORDER.length];
        for (int i = 0; i < codes; i++) {
            ofCodes[CODE_ORDER[i]] = (byte) in.take(3);
        }
        HuffmanTable table = HuffmanTable.of(ofCodes, ofCodes.length, false);
        for (int i = 0; i < lengths.length; ) {
            in.fill();
            int symbol = symbol(table);
            if (symbol < 16) {
                lengths[i++] = (byte) symbol;
                continue;
            }
            if (symbol == 16 && i == 0) {
                throw new ZipException("a block repeats a code's length before there is one");
            }
            byte repeated = symbol == 16 ? lengths[i - 1] : 0;
            int times = symbol == 16 ? 3 + in.take(2) : symbol == 17 ? 3 + in.take(3) : 11 + in.take(7);
            if (times > lengths.length - i) {
                throw new ZipException("a block has too many codes");
            }
            for (int end = i + times; i < end; i++) {
                lengths[i] = repeated;
            }
        }
        if (lengths[256] == 0) {
            throw new ZipException("a block has no end");
        }
        byte[] ofDistances = new byte[distances];
        System.arraycopy(lengths, literals, ofDistances, 0, distances);
        coded(HuffmanTable.of(lengths, literals, true), HuffmanTable.of(ofDistances, distances, true));
    }

    private int symbol(HuffmanTable table) throws IOException {
        int found = table.symbols[in.peek(table.bits)];
        if (found == 0) {
            throw new ZipException("there is a code that stands for nothing");
        }
        in.drop(found & 15);
        return found >> 4;
    }

    private void coded(HuffmanTable literals, HuffmanTable distances) throws IOException {
        while (true) {
            in.fill(); // 56 bits: a length has up to 20 with what follows its code, a distance 28
            int symbol = symbol(literals);
            if (symbol < 256) {
                room();
                out[at++] = (byte) symbol;
            } else if (symbol == 256) {
                return;
            } else {
                copy(symbol - 257, distances);
            }
        }
    }

    private void copy(int lengthCode, HuffmanTable distances) throws IOException {
        if (lengthCode >= LENGTH_BASE.length) {
            throw new ZipException("there is a code that stands for nothing");
        }
        int length = LENGTH_BASE[lengthCode] + in.take(LENGTH_EXTRA[lengthCode]);
        int distanceCode = symbol(distances);
        if (distanceCode >= DISTANCE_BASE.length) {
            throw new ZipException("there is a code that stands for nothing");
        }
        int distance = DISTANCE_BASE[distanceCode] + in.take(DISTANCE_EXTRA[distanceCode]);
        if (distance > at) {
            throw new ZipException("a copy reaches back before the beginning");
        }
        room();
        if (distance >= length) {
            System.arraycopy(out, at - distance, out, at, length);
            at += length;
        } else {
            for (int end = at + length; at < end; at++) {
                out[at] = out[at - distance];
            }
        }
    }

    /** Makes room for the longest copy. */
    private void room() {
        if (at > out.length - LONGEST_COPY) {
            give();
            int left = at - WINDOW;
            System.arraycopy(out, left, out, 0, WINDOW);
            before += left;
            at = WINDOW;
            given = WINDOW;
        }
    }

    private void give() {
        listener.content(out, given, at - given);
        given = at;
    }
}
