// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bytes of small arrays that were read last, of all files together: a file is opened again and again for a few rows each time, and
 * its labels, say, would be read whole with each. At most {@value #MOST} bytes; those not used for longest go first.
 *
 * <p>Thread-safe.
 */
final class SmallArrays {

    private static final int MOST = 16 << 20;

    /** A file that was changed less than so long ago may change again without its time telling: some file systems count in steps of two seconds. */
    private static final long SETTLED_MILLIS = 3000;

    /** An array in a file of this size and time of change; with others it is another file. */
    private record Place(String file, long length, long modified, long data) {}

    private static final Map<Place, byte[]> KEPT = new LinkedHashMap<>(16, 0.75f, true);
    private static int bytes;

    private SmallArrays() {}

    /**
     * The bytes of an array; nobody writes to them.
     *
     * @param data where the array begins
     * @param length how many bytes it has
     * @param checksum compared where they are read, not where they are kept already
     */
    static byte[] read(InputFile file, long data, int length, StoredChecksum checksum) throws IOException {
        Place place = new Place(file.name(), file.length(), file.modified(), data);
        synchronized (KEPT) {
            byte[] kept = KEPT.get(place);
            if (kept != null) {
                return kept;
            }
        }
        byte[] array = new byte[length];
        file.readFully(data, array, 0, length);
        checksum.check(file, data, array);
        if (System.currentTimeMillis() - file.modified() >= SETTLED_MILLIS && file.modified() > 0) {
            keep(place, array);
        }
        return array;
    }

    private static void keep(Place place, byte[] array) {
        synchronized (KEPT) {
            byte[] earlier = KEPT.put(place, array);
            bytes += array.length - (earlier == null ? 0 : earlier.length);
            Iterator<byte[]> oldest = KEPT.values().iterator();
            while (bytes > MOST) {
                bytes -= oldest.next().length;
                oldest.remove();
            }
        }
    }
}
