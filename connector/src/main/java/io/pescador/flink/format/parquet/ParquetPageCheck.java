// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.internal.LittleEndian;

import org.apache.parquet.column.Encoding;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Looks through the headers of the runs in a page, in the order in which they stand. The decoding library takes memory for a run before it
 * looks whether the page has its bytes; a run that the page cannot hold is found here.
 */
final class ParquetPageCheck {

    /** What a run of numbers of no bits may count, which take no bytes. */
    private static final int MOST_WITHOUT_BYTES = 1 << 16;

    private static final int MAX_BLOCK = 1 << 16;

    /** How levels may be encoded, as page headers number it. */
    private static final int RLE = 3;

    private static final int BIT_PACKED = 4;

    private final byte[] page;
    private final int count;
    private int at;
    private String reason;
    private long block;
    private long parts;
    private long total;
    private long memory;

    /** @param count values in the page, levels too */
    ParquetPageCheck(byte[] page, int count) {
        this.page = page;
        this.count = count;
    }

    /** What is wrong; null if nothing is. */
    String reason() {
        return reason;
    }

    /** What the decoding library takes for numbers beside the page, in bytes. */
    long memory() {
        return memory;
    }

    /** Levels of a first-version page: their length, then runs. Goes on behind them. */
    void levels(int maxLevel, long encoding) {
        if (maxLevel == 0 || reason != null) {
            return;
        }
        if (encoding == BIT_PACKED) {
            packed(maxLevel);
            return;
        }
        if (encoding != RLE || page.length - at < 4) {
            reason = encoding == RLE ? "levels longer than the page" : "levels in encoding number " + encoding;
            return;
        }
        long length = LittleEndian.int32(page, at);
        at += 4;
        if (length > page.length - at) {
            reason = "levels longer than the page";
            return;
        }
        int end = at + (int) length;
        runs(maxLevel, end);
        at = end;
    }

    /** Levels as the first files had them: all of the same width, one behind the other. */
    private void packed(int maxLevel) {
        long bits = (long) count * (32 - Integer.numberOfLeadingZeros(maxLevel));
        if ((bits + 7) / 8 > page.length - at) {
            reason = "levels longer than the page";
        } else {
            at += (int) ((bits + 7) / 8);
        }
    }

    /** Runs of numbers up to {@code most} that end at {@code end}. */
    void runs(int most, int end) {
        hybrid(32 - Integer.numberOfLeadingZeros(most), end);
    }

    /** What stands behind the levels. */
    void values(Encoding encoding, PrimitiveTypeName type) {
        if (reason != null || at == page.length) {
            return;
        }
        switch (encoding) {
            case RLE_DICTIONARY -> {
                int width = page[at++] & 0xff;
                if (width > 32) {
                    reason = "numbers of " + width + " bits";
                } else {
                    hybrid(width, page.length);
                }
            }
            case RLE -> {
                at += 4;
                if (type != PrimitiveTypeName.BOOLEAN) {
                    reason = "runs where there are no truth values";
                } else {
                    hybrid(1, page.length);
                }
            }
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> delta();
            case DELTA_BYTE_ARRAY -> {
                // How many characters each text has of the one before, and then the rest of each.
                skipDelta();
                if (reason == null) {
                    delta();
                }
            }
            default -> {
                // Plain values are taken from the page as they come.
            }
        }
    }

    private void hybrid(int width, int end) {
        while (at < end && reason == null) {
            long header = varint(end);
            long numbers = (header >>> 1) * 8;
            long left = end - at;
            if (numbers == 0 && reason == null) {
                reason = "a run of no numbers";
            } else if ((header & 1) == 0) {
                at += (width + 7) / 8;
            } else if (width == 0 ? numbers > MOST_WITHOUT_BYTES : (header >>> 1) > left / width + 1) {
                reason = "a run of " + numbers + " numbers in " + left + " bytes";
            } else {
                at = (int) Math.min(end, at + (header >>> 1) * width);
            }
        }
    }

    /** Differences are counted before they come, twice. */
    private void delta() {
        block = varint(page.length);
        parts = varint(page.length);
        total = varint(page.length);
        memory += Long.BYTES * total;
        if (block > MAX_BLOCK
                || parts == 0
                || parts > block
                || block % parts != 0
                || (block / parts) % 8 != 0
                || total > count) {
            reason = "differences of " + total + " numbers, where " + count + " values are";
        }
    }

    /** Goes on behind differences. */
    private void skipDelta() {
        delta();
        varint(page.length, 70);
        long left = total - 1;
        while (left > 0 && reason == null) {
            varint(page.length, 70);
            if (parts > page.length - at) {
                reason = "differences that end early";
                return;
            }
            int widths = at;
            at += (int) parts;
            long size = block / parts;
            for (int part = 0; part < parts && left > 0; part++) {
                long bytes = (page[widths + part] & 0xff) * size / 8;
                if (bytes > page.length - at) {
                    reason = "differences that end early";
                    return;
                }
                at += (int) bytes;
                left -= size;
            }
        }
    }

    private long varint(int end) {
        return varint(end, 35);
    }

    private long varint(int end, int most) {
        long value = 0;
        for (int shift = 0; shift < most && at < end; shift += 7) {
            int part = page[at++];
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        reason = "a number without end";
        return 0;
    }
}
