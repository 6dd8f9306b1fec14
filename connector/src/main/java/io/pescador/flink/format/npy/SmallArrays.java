// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.internal.InputFile;

import java.io.IOException;

/**
 * The bytes of small arrays that were read last: a file is opened again and again for a few rows each time, and its labels, say, would be
 * read whole with each. Kept in the {@link FileCache}.
 */
final class SmallArrays {

    private record Place(long data) {}

    private SmallArrays() {}

    /**
     * The bytes of an array, which are never written to.
     *
     * @param data where the array begins
     * @param length how many bytes it has
     * @param checksum compared where they are read, not where they are kept already
     */
    static byte[] read(InputFile file, long data, int length, StoredChecksum checksum) throws IOException {
        FileVersion version = file.version();
        Place place = new Place(data);
        byte[] kept = FileCache.ofProcess().get(version, place, byte[].class);
        if (kept != null) {
            return kept;
        }
        byte[] array = new byte[length];
        file.readFully(data, array, 0, length);
        checksum.check(file, data, array);
        if (version.settled()) {
            FileCache.ofProcess().put(version, place, array, length);
        }
        return array;
    }
}
