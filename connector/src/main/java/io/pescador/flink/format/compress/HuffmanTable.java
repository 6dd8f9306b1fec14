// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import java.util.Arrays;
import java.util.zip.ZipException;

/** The codes of a block: what the next bits of the stream stand for, by looking them up. */
final class HuffmanTable {

    static final int LONGEST = 15;

    /** The lengths of the codes that a block has that says nothing about them (RFC 1951, 3.2.6). */
    static final HuffmanTable FIXED_LITERALS;

    static final HuffmanTable FIXED_DISTANCES;

    static {
        byte[] literals = new byte[288];
        Arrays.fill(literals, 0, 144, (byte) 8);
        Arrays.fill(literals, 144, 256, (byte) 9);
        Arrays.fill(literals, 256, 280, (byte) 7);
        Arrays.fill(literals, 280, 288, (byte) 8);
        byte[] distances = new byte[32];
        Arrays.fill(distances, (byte) 5);
        FIXED_LITERALS = fill(literals, literals.length, 9);
        FIXED_DISTANCES = fill(distances, distances.length, 5);
    }

    /** How many bits to look at. */
    final int bits;

    /** For these bits the symbol, times 16, and how many of the bits it has; 0 where no code begins so. */
    final short[] symbols;

    private HuffmanTable(int bits, short[] symbols) {
        this.bits = bits;
        this.symbols = symbols;
    }

    /**
     * @param lengths of the codes of symbols 0, 1, …; 0 for a symbol without
     * @throws ZipException if there are no such codes. As in zlib, one code of one bit may stand alone where {@code mayBeShort}
     */
    static HuffmanTable of(byte[] lengths, int count, boolean mayBeShort) throws ZipException {
        int longest = 0;
        int left = 1 << LONGEST;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, lengths[i]);
            left -= lengths[i] == 0 ? 0 : 1 << LONGEST - lengths[i];
        }
        if (left < 0 || left > 0 && !(mayBeShort && longest <= 1)) {
            throw new ZipException("a block has codes that cannot be");
        }
        return fill(lengths, count, Math.max(1, longest));
    }

    private static HuffmanTable fill(byte[] lengths, int count, int longest) {
        int[] next = new int[LONGEST + 2];
        for (int i = 0; i < count; i++) {
            next[lengths[i] + 1] += lengths[i] == 0 ? 0 : 1;
        }
        for (int length = 2; length < next.length; length++) {
            next[length] = next[length] + next[length - 1] << 1;
        }
        short[] symbols = new short[1 << longest];
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            if (length > 0) {
                int code = Integer.reverse(next[length]++) >>> 32 - length;
                for (int at = code; at < symbols.length; at += 1 << length) {
                    symbols[at] = (short) (i << 4 | length);
                }
            }
        }
        return new HuffmanTable(longest, symbols);
    }
}
