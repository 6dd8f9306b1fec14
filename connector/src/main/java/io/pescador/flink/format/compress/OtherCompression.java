// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;

import java.util.Arrays;

/** Ways to compress a file that are known by its first bytes and cannot be read. No text begins with these bytes. */
enum OtherCompression {
    // "BZh", the size of blocks, and the number pi, where the first block begins.
    BZIP2("bzip2", 4, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59),
    XZ("xz", 0, 0xfd, '7', 'z', 'X', 'Z', 0),
    LZ4("lz4", 0, 0x04, 0x22, 0x4d, 0x18),
    SNAPPY("snappy", 0, 0xff, 0x06, 0x00, 0x00),
    COMPRESS("compress", 0, 0x1f, 0x9d),
    SEVEN_ZIP("7-Zip", 0, '7', 'z', 0xbc, 0xaf),
    ZIP("zip", 0, 'P', 'K', 3, 4);

    /** How many bytes tell all of them. */
    static final int LONGEST_MAGIC = 10;

    private final String name;
    private final int at;
    private final byte[] magic;

    OtherCompression(String name, int at, int... magic) {
        this.name = name;
        this.at = at;
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** @throws FormatException if a file that begins so is compressed in one of these ways */
    static void refuse(byte[] start, String file) throws FormatException {
        for (OtherCompression other : values()) {
            int end = other.at + other.magic.length;
            if (start.length >= end && Arrays.equals(start, other.at, end, other.magic, 0, other.magic.length)) {
                throw FormatException.of(
                        file, "is compressed by " + other.name + ", which cannot be read; gzip and zstd can");
            }
        }
    }
}
