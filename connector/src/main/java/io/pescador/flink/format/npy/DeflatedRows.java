// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.Limits;
import io.pescador.flink.format.compress.AccessPoints;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.internal.GrowingRead;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Rows of an array that is compressed, so that a row can only be had after others before it.
 *
 * <p>Rows that follow each other are inflated one by one. The first that does not makes the array be inflated whole and kept in the
 * {@link FileCache}, for all readers, where that has room for it. Where it has not, or had to give it up before, the member is read through
 * once for {@link AccessPoints}: a row then costs inflating from the last point before it. An array whose elements are in Fortran order is inflated
 * whole at once.
 */
final class DeflatedRows implements ArrayRows {

    private final InputFile file;
    private final DeflatedArray array;
    private final NpyHeader header;
    private final RowShape shape;
    private final InflatedArrays arrays;

    private boolean jumped;

    /** An array that has to be whole and for which the cache has no room. */
    private NdArray whole;

    private InputStream stream;
    private long next;

    /** The last rows that were given, which a window that overlaps with them begins with. */
    private byte[] last = {};

    private long lastFrom;

    /** @param cache keeps what makes its rows quick to find */
    DeflatedRows(InputFile file, DeflatedArray array, RowShape shape, FileCache cache) {
        this.file = file;
        this.array = array;
        this.header = array.header();
        this.shape = shape;
        this.arrays = new InflatedArrays(file, array, cache);
    }

    @Override
    public NpyHeader header() {
        return header;
    }

    @Override
    public NdArray rows(long from, int count) throws IOException {
        int bytes = shape.bytes(count);
        if (bytes > Limits.item()) {
            throw NpyHeader.wrong(
                    file.name(),
                    array.array(),
                    "an item has " + bytes + " bytes, more than the " + Limits.item()
                            + " allowed of a compressed array. Store it with np.savez, or take a smaller window");
        }
        jumped |= header.transposed() || from > next || from < lastFrom;
        NdArray inflated = jumped ? inflated() : null;
        return inflated != null ? inflated.rows((int) from, count).compact() : inflate(from, count, bytes);
    }

    /** All of the array; null if its rows are to be found by its points. */
    private NdArray inflated() throws IOException {
        if (whole != null) {
            return whole;
        }
        NdArray inflated = arrays.whole();
        if (inflated == null && header.transposed()) {
            whole = array.whole(file);
            inflated = whole;
        }
        return inflated;
    }

    private NdArray inflate(long from, int count, int bytes) throws IOException {
        try {
            byte[] item = item(from, count, bytes);
            // Turning bytes around is done in place; those kept for the next window must stay as they are in the file.
            return ElementOrder.inOrder(header, shape.axes(count), header.bigEndian() ? item.clone() : item);
        } catch (IOException e) {
            // It is unknown how far the stream got.
            leave();
            throw e;
        }
    }

    private byte[] item(long from, int count, int bytes) throws IOException {
        int rowBytes = shape.bytes();
        int again = 0;
        if (from >= lastFrom && from < next && rowBytes > 0) {
            again = (int) Math.min(bytes, (next - from) * rowBytes);
        } else {
            goTo(from);
        }
        byte[] item = GrowingRead.read(source(), bytes - again);
        if (item.length < bytes - again) {
            throw NpyReader.cut(header, next * rowBytes + item.length, file.name(), array.array());
        }
        if (again > 0) {
            byte[] fresh = item;
            item = new byte[bytes];
            System.arraycopy(last, (int) ((from - lastFrom) * rowBytes), item, 0, again);
            System.arraycopy(fresh, 0, item, again, fresh.length);
        }
        if (from + count >= next) {
            last = item;
            lastFrom = from;
            next = from + count;
        }
        return item;
    }

    private void goTo(long row) throws IOException {
        AccessPoints points = jumped ? arrays.points() : null; // looked up, not held: the cache may have to let go
        long from = row * shape.bytes();
        if (stream != null && (row < next || points != null && array.hasBetween(points, next * shape.bytes(), from))) {
            leave();
        }
        if (stream == null && points != null) {
            stream = array.elements(file, points, from);
            next = row;
            return;
        }
        InputStream in = source();
        long bytes = from - next * shape.bytes();
        if (in.skip(bytes) < bytes) {
            throw NpyHeader.wrong(file.name(), array.array(), "is cut short before row " + row);
        }
        next = row;
    }

    private InputStream source() throws IOException {
        if (stream == null) {
            stream = array.elements(file);
            next = 0;
        }
        return stream;
    }

    @Override
    public void close() {
        whole = null;
        leave();
        arrays.close();
    }

    private void leave() {
        last = new byte[0];
        lastFrom = 0;
        next = 0;
        if (stream != null) {
            InputStream open = stream;
            stream = null;
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException("letting go of an inflater cannot fail", e);
            }
        }
    }
}
