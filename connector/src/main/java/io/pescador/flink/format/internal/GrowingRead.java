// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.format.Limits;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads data of a claimed, untrusted length. The buffer grows as bytes arrive and is never more than twice what has been read. */
@Internal
public final class GrowingRead {

    private GrowingRead() {}

    /**
     * @param length how many bytes are claimed
     * @return the bytes; fewer if the stream ends before
     */
    public static byte[] read(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, Limits.TRUSTED)];
        int have = 0;
        while (true) {
            have += in.readNBytes(bytes, have, bytes.length - have);
            if (have < bytes.length) {
                return Arrays.copyOf(bytes, have);
            }
            if (have == length) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * have));
        }
    }
}
