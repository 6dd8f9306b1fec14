// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class ForwardRowsTest {

    private static final int ROWS = 200;

    private int opened;

    /** Rows of a kilobyte fit in what is kept; rows of half a megabyte do not. */
    private ForwardRows rows(int bytes) throws IOException {
        return ForwardRows.open(() -> {
            opened++;
            return new ItemReader<>() {

                private int next;

                @Override
                public Sample read() {
                    return next == ROWS
                            ? null
                            : Sample.of("n", NdArray.scalar(next++), "x", NdArray.of(new byte[bytes]));
                }
            };
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 1 << 19})
    void givesRowsInAnyOrder(int bytes) throws IOException {
        Random random = new Random(3);
        try (ForwardRows rows = rows(bytes)) {
            for (int i = 0; i < 300; i++) {
                int row = i < 50 ? i : random.nextInt(ROWS + 3);
                Sample sample = rows.read(row);
                if (row >= ROWS) {
                    assertThat(sample).isNull();
                } else {
                    assertThat(sample.get("n").getLong(0)).isEqualTo(row);
                }
            }
            assertThat(rows.count()).isEqualTo(ROWS);
        }
        // In order once; from the start again to keep; and never again, unless there is too much to keep.
        assertThat(opened).satisfies(n -> assertThat(n == 2).isEqualTo(bytes == 1 << 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 10, 1 << 19})
    void countsAndThenReadsInOrder(int bytes) throws IOException {
        try (ForwardRows rows = rows(bytes)) {
            assertThat(rows.count()).isEqualTo(ROWS);
            for (int row = 0; row < ROWS; row++) {
                assertThat(rows.read(row).get("n").getLong(0)).isEqualTo(row);
            }
            assertThat(rows.read(ROWS)).isNull();
        }
        assertThat(opened).isEqualTo(bytes == 1 << 10 ? 1 : 2);
    }
}
