// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import java.io.IOException;

/**
 * Rows of an array whose first index changes fastest: the elements of a row lie apart, a column's together. Rows are gathered in blocks, a
 * run of each column for a block: all rows at once if the array is small, else as many as make a block while rows follow each other, else
 * those that are asked for.
 */
final class FortranRows implements ArrayRows {

    private static final int BLOCK_BYTES = 1 << 20;

    private final InputFile file;
    private final NpyHeader header;
    private final long data;
    private final RowShape shape;
    private final StoredChecksum checksum;

    private NdArray block;
    private long blockStart;
    private long following;

    FortranRows(InputFile file, NpyHeader header, long data, RowShape shape, StoredChecksum checksum) {
        this.file = file;
        this.header = header;
        this.data = data;
        this.shape = shape;
        this.checksum = checksum;
    }

    @Override
    public NpyHeader header() {
        return header;
    }

    @Override
    public NdArray rows(long from, int count) throws IOException {
        if (block == null || from < blockStart || from + count > blockStart + block.length(0)) {
            gather(from, count);
        }
        following = from + count;
        return block.rows((int) (from - blockStart), count).compact();
    }

    private void gather(long from, int count) throws IOException {
        long rows = header.rows();
        long wanted = count;
        long start = from;
        if (header.dataBytes() <= BLOCK_BYTES) {
            start = 0;
            wanted = rows;
        } else if (from == following) {
            wanted = Math.max(count, BLOCK_BYTES / Math.max(1, shape.bytes()));
        }
        int length = (int) Math.min(wanted, rows - start);
        byte[] bytes = new byte[shape.bytes(length)];
        int run = length * header.itemSize();
        long column = rows * header.itemSize();
        long position = data + start * header.itemSize();
        for (int to = 0; to < bytes.length; to += run) {
            file.readFully(position, bytes, to, run);
            position += column;
        }
        if (length == rows) {
            checksum.check(file, data, bytes);
        }
        block = ElementOrder.toArray(header, shape.axes(length), bytes);
        blockStart = start;
    }
}
