// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import java.io.IOException;
import java.util.Arrays;

/**
 * Rows read in place.
 *
 * <p>A small array is fetched whole with its first row, and {@linkplain SmallArrays kept} for the next opening. Of a larger one, a row that follows the last is taken from a page that is read ahead
 * and doubles while rows go on following; any other is read by itself, with one system call and no page spoilt.
 */
final class StoredRows implements ArrayRows {

    private static final int FIRST_PAGE = 4 << 10;
    private static final int LAST_PAGE = 64 << 10;

    private final InputFile file;
    private final NpyHeader header;
    private final long data;
    private final long end;
    private final RowShape shape;

    /** A row of nothing, whose shape all rows share. */
    private final NdArray kind;

    private final StoredChecksum checksum;
    private final StoredChecksum.Progress progress;

    private byte[] page = {};
    private long pageStart;
    private int pageLength;
    private long following;

    StoredRows(InputFile file, NpyHeader header, long data, RowShape shape, StoredChecksum checksum) {
        this.file = file;
        this.header = header;
        this.data = data;
        this.end = data + header.dataBytes();
        this.shape = shape;
        this.kind = ElementOrder.inOrder(header, shape.axes(1), new byte[shape.bytes()])
                .row(0);
        this.following = -1;
        this.checksum = checksum;
        this.progress = checksum.progress(file, data, end);
    }

    @Override
    public NpyHeader header() {
        return header;
    }

    @Override
    public NdArray rows(long from, int count) throws IOException {
        byte[] bytes = bytes(data + from * shape.bytes(), shape.bytes(count));
        return ElementOrder.inOrder(header, shape.axes(count), bytes);
    }

    @Override
    public NdArray row(long row) throws IOException {
        byte[] bytes = bytes(data + row * shape.bytes(), shape.bytes());
        ElementOrder.order(header, bytes);
        return kind.withBytes(bytes);
    }

    private byte[] bytes(long position, int length) throws IOException {
        long inPage = position - pageStart;
        if (inPage >= 0 && inPage + length <= pageLength) {
            following = position + length;
            byte[] bytes =
                    Arrays.copyOfRange(page, (int) inPage, (int) inPage + length); // is not filled with zeros first
            progress.read(position, bytes);
            return bytes;
        }
        byte[] bytes = new byte[length];
        read(position, bytes);
        progress.read(position, bytes);
        return bytes;
    }

    private void read(long position, byte[] target) throws IOException {
        boolean follows = position == following;
        following = position + target.length;
        int done = 0;
        while (done < target.length) {
            long at = position + done;
            int left = target.length - done;
            if (at < pageStart || at >= pageStart + pageLength) {
                if (left >= LAST_PAGE || !follows && end - data > LAST_PAGE) {
                    file.readFully(at, target, done, left);
                    return;
                }
                turn(at);
            }
            int inPage = (int) (at - pageStart);
            int part = Math.min(left, pageLength - inPage);
            System.arraycopy(page, inPage, target, done, part);
            done += part;
        }
    }

    private void turn(long at) throws IOException {
        pageLength = 0;
        if (end - data <= LAST_PAGE) {
            page = SmallArrays.read(file, data, (int) (end - data), checksum);
            pageStart = data;
            pageLength = page.length;
            return;
        }
        int wanted = Math.min(LAST_PAGE, Math.max(FIRST_PAGE, 2 * page.length));
        int length = (int) Math.min(wanted, end - at);
        if (page.length < length) {
            page = new byte[wanted];
        }
        file.readFully(at, page, 0, length);
        pageStart = at;
        pageLength = length;
    }
}
