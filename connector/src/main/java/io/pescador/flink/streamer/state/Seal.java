// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.Internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A checksum behind saved bytes. Most bits of a state are counts and random numbers, any of which is plausible. Without a checksum, one
 * flipped bit in four would silently lead to another sequence.
 *
 * <p>Layout: the bytes, then 4 bytes CRC-32C (RFC 3720, B.4), big-endian. It finds all damage of up to 32 bits in a row, and all other
 * damage but one case in four billion. It costs a tenth of a nanosecond a byte. It stays last in every version of a layout, so that damage
 * can be told from another version.
 */
@Internal
public final class Seal {

    /** In bytes. */
    private static final int LENGTH = Integer.BYTES;

    private Seal() {}

    /** The bytes with their checksum. */
    public static byte[] seal(byte[] bytes) {
        return seal(bytes, 0);
    }

    /**
     * The bytes with a checksum that is valid in one place only: bytes saved elsewhere do not pass for these.
     *
     * @param place any number that tells one place from another
     */
    public static byte[] seal(byte[] bytes, long place) {
        byte[] sealed = Arrays.copyOf(bytes, bytes.length + LENGTH);
        ByteBuffer.wrap(sealed).putInt(bytes.length, checksum(bytes, bytes.length, place));
        return sealed;
    }

    /**
     * The bytes without their checksum.
     *
     * @param what they are, for the message
     * @throws DamagedStateException if they are not what was sealed
     */
    public static byte[] open(byte[] sealed, String what) throws DamagedStateException {
        return open(sealed, 0, what);
    }

    /** The bytes, sealed for this place, without their checksum. */
    public static byte[] open(byte[] sealed, long place, String what) throws DamagedStateException {
        int length = sealed.length - LENGTH;
        if (length < 0) {
            throw new DamagedStateException(what, "it has " + sealed.length + " bytes");
        }
        int saved = ByteBuffer.wrap(sealed).getInt(length);
        int found = checksum(sealed, length, place);
        if (saved != found) {
            throw new DamagedStateException(
                    what, String.format("its checksum is %08x, and its %d bytes have %08x", saved, length, found));
        }
        return Arrays.copyOf(sealed, length);
    }

    private static int checksum(byte[] bytes, int length, long place) {
        CRC32C crc = new CRC32C();
        if (place != 0) {
            crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, place));
        }
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
