// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class SmallArraysTest {

    private static final int SIZE = 64 << 10;
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void anArrayIsReadOnceAsLongAsItsFileLooksTheSame() throws IOException {
        Path file = write("same", 1, LONG_AGO);
        assertThat(read(file)).containsOnly(1);

        write("same", 2, LONG_AGO);
        assertThat(read(file)).containsOnly(1); // nothing tells, and so this shows that the file was not read
    }

    @Test
    void aFileOfAnotherTimeIsReadAgain() throws IOException {
        Path file = write("touched", 1, LONG_AGO);
        assertThat(read(file)).containsOnly(1);

        write("touched", 2, LONG_AGO.plusMillis(1));
        assertThat(read(file)).containsOnly(2);
    }

    @Test
    void aFileThatWasChangedJustNowIsNotKept() throws IOException {
        Instant now = Instant.now().plus(Duration.ofHours(1)); // and none of a clock that is ahead
        Path file = write("young", 1, now);
        assertThat(read(file)).containsOnly(1);

        write("young", 2, now);
        assertThat(read(file)).containsOnly(2);
    }

    private Path write(String name, int value, Instant changed) throws IOException {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        Path file = Files.write(folder.resolve(name), bytes);
        return Files.setLastModifiedTime(file, FileTime.from(changed));
    }

    private static byte[] read(Path path) throws IOException {
        try (InputFile file = InputFile.open(path.toString())) {
            return SmallArrays.read(file, 0, SIZE, StoredChecksum.NONE);
        }
    }
}
