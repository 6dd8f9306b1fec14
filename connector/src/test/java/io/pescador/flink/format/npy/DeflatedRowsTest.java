// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.zip.ZipDirectory;
import io.pescador.flink.format.zip.ZipMember;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows of deflated arrays in any order, with room for all that helps, some of it, or nothing. */
class DeflatedRowsTest {

    private static final int ROWS = 3000;
    private static final int COLUMNS = 1000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {2_000, 40_000, 1_000_000, 4_000_000, 100_000_000})
    void givesTheSameWhateverIsKept(long budget) throws IOException {
        Random random = new Random(1);
        byte[] bytes = new byte[ROWS * COLUMNS];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(50);
        }
        NdArray array = NdArray.wrap(DType.UINT8, new int[] {ROWS, COLUMNS}, bytes);
        Path path = directory.resolve("a.npz");
        try (NpzWriter npz = NpzWriter.deflated(Files.newOutputStream(path))) {
            npz.write("a", array);
        }
        Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
        FileCache cache = new FileCache(budget);
        for (int activation = 0; activation < 6; activation++) {
            try (InputFile file = InputFile.open(path.toString())) {
                ZipMember member = ZipDirectory.read(file).get(0);
                try (ArrayRows rows = DeflatedArray.of(file, "a", member).rows(file, cache)) {
                    int start = activation == 0 ? 0 : random.nextInt(ROWS - 10);
                    for (int row = start; row < start + 5; row++) {
                        assertThat(rows.row(row)).isEqualTo(array.row(row));
                    }
                    for (int i = 0; i < 5; i++) {
                        int row = random.nextInt(ROWS - 10);
                        assertThat(rows.rows(row, 3)).isEqualTo(array.rows(row, 3));
                        assertThat(rows.rows(row + 1, 3)).isEqualTo(array.rows(row + 1, 3));
                    }
                }
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(budget);
        }
    }
}
