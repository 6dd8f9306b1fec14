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

    private final byte[] page;
    private final int count;
    private int at;
    private String reason;

    /** @param count values in the page, levels too */
    ParquetPageCheck(byte[] page, int count) {
        this.page = page;
        this.count = count;
    }

    /** What is wrong; null if nothing is. */
    String reason() {
        return reason;
    }

    /** Levels of a first-version page: their length, then runs. Goes on behind them. */
    void levels(int maxLevel, long encoding) {
        if (maxLevel == 0 || reason != null) {
            return;
        }
        if (encoding != 3 || page.length - at < 4) {
            reason = "levels that cannot be read";
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
            if ((header & 1) == 0) {
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
        long block = varint(page.length);
        long parts = varint(page.length);
        long total = varint(page.length);
        if (block > MAX_BLOCK
                || parts == 0
                || parts > block
                || block % parts != 0
                || (block / parts) % 8 != 0
                || total > count) {
            reason = "differences of " + total + " numbers, where " + count + " values are";
        }
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < 35 && at < end; shift += 7) {
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
