// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import org.apache.flink.annotation.Internal;

/** Unsigned numbers as zip writes them. */
@Internal
public final class LittleEndian {

    private LittleEndian() {}

    public static int int16(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    public static long int32(byte[] bytes, int at) {
        return int16(bytes, at) | (long) int16(bytes, at + 2) << 16;
    }

    /** Negative from 2^63 on, which no offset or size reaches. */
    public static long int64(byte[] bytes, int at) {
        return int32(bytes, at) | int32(bytes, at + 4) << 32;
    }
}
