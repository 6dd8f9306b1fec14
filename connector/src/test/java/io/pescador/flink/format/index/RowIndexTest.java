// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import io.pescador.flink.format.index.RowIndex.Mark;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RowIndexTest {

    private static final FileVersion FILE = new FileVersion("a", 10, 1);

    private final FileCache cache = new FileCache(1 << 20);

    @Test
    void givesTheLastMarkBeforeARow() {
        RowIndex index = RowIndex.of(cache, FILE, "lines");
        for (int row = 0; row < 100; row++) {
            index.pass(row, row * 3000L, row + 1);
        }
        assertThat(index.before(0)).isEqualTo(Mark.START);
        assertThat(index.before(1)).isEqualTo(Mark.START);
        assertThat(index.before(2)).isEqualTo(new Mark(2, 6000, 3)); // the first 4 KiB behind the start
        assertThat(index.before(3)).isEqualTo(new Mark(2, 6000, 3));
        assertThat(index.before(1000)).isEqualTo(new Mark(98, 294_000, 99));
        assertThat(RowIndex.of(cache, FILE, "lines")).isSameAs(index);
        assertThat(RowIndex.of(cache, FILE, "records")).isNotSameAs(index);
    }

    /** The rows of 10 GB: the index is as large as that of 64 MB, and the marks are that much further apart. */
    @Test
    void isBoundedHoweverLargeTheFileIs() {
        RowIndex index = RowIndex.of(cache, FILE, "lines");
        long rows = 2_000_000;
        for (long row = 0; row < rows; row++) {
            index.pass(row, row * 5000, row + 1);
        }
        assertThat(cache.bytes()).isBetween(100_000L, 420_000L);
        for (long row = 0; row < rows; row += 1001) {
            Mark mark = index.before(row);
            assertThat(mark.offset()).isEqualTo(mark.row() * 5000);
            // 2^14 marks for 10 GB, at least half of them there, and each up to a row late when it was set: 5 % at
            // most.
            assertThat(row - mark.row()).isBetween(0L, (long) (1.05 * 10_000_000_000L / (1 << 13) / 5000));
        }
    }
}
