// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

/**
 * Deflate blocks without content, of which some together have any length in bits. An empty block with the fixed codes has 10; one with codes of its own
 * has 93, or any other odd number with shorter tables, and is needed for odd lengths.
 */
final class EmptyBlocks {

    private static final int FIXED = 10;

    private final byte[] bytes = new byte[32];
    private int length;

    private EmptyBlocks() {}

    /** Blocks that together have that many bits more than a multiple of 8; the bits of the last byte that they leave free are 0. */
    static byte[] ofLength(int bits) {
        EmptyBlocks blocks = new EmptyBlocks();
        if (bits % 2 == 1) {
            blocks.dynamic();
        }
        while (blocks.length % 8 != bits) {
            blocks.put(0b01_0, 3);
            blocks.put(0, FIXED - 3); // the end of the block
        }
        byte[] result = new byte[(blocks.length + 7) / 8];
        System.arraycopy(blocks.bytes, 0, result, 0, result.length);
        return result;
    }

    /** A block whose only code is that of its end (RFC 1951, 3.2.7). */
    private void dynamic() {
        put(0b10_0, 3);
        put(0, 5); // 257 literals and lengths
        put(0, 5); // 1 distance
        put(15, 4); // the lengths of 19 codes, in their own order:
        for (int code = 0; code < 19; code++) {
            // Of one bit each: number 2 of the order, which is "zeros", and 17, which is "a length of 1".
            put(code == 2 || code == 17 ? 1 : 0, 3);
        }
        // The codes: "a length of 1" is 0, "zeros" is 1.
        put(1, 1);
        put(138 - 11, 7);
        put(1, 1);
        put(118 - 11, 7);
        put(0, 1); // symbol 256, the end, has one bit
        put(0, 1); // so has distance 0, which is not used
        put(0, 1); // the end
    }

    private void put(int value, int bits) {
        for (int i = 0; i < bits; i++) {
            bytes[length >> 3] |= (byte) ((value >> i & 1) << (length & 7));
            length++;
        }
    }
}
