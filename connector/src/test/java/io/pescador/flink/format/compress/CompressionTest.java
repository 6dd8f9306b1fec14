// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.HostileInput;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CompressionTest {

    private static final byte[] TEXT = "pez\nseñal\n".repeat(1000).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.TXT", "a"})
    void theFirstBytesSayWhatTheNameDoesNot(String name) throws IOException {
        for (byte[] stored : new byte[][] {TEXT, HostileInput.gzip(TEXT), Zstd.compress(TEXT)}) {
            assertThat(read(stored, name)).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void shortFilesAreThemselves(int length) throws IOException {
        byte[] start = Arrays.copyOf(TEXT, length);
        assertThat(read(start, "a.txt")).isEqualTo(start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.gz", "a.GZ"})
    void aNameThatPromisesIsHeldToIt(String name) throws IOException {
        assertThat(read(HostileInput.gzip(TEXT), name)).isEqualTo(TEXT);
        assertThatThrownBy(() -> read(TEXT, name))
                .isInstanceOf(FormatException.class)
                .hasMessage(name + ": is no gzip file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.gz", "a.zst", "a.txt"})
    void oneThatIsCutShortIsRefused(String name) throws IOException {
        byte[] whole = name.endsWith("zst") ? Zstd.compress(TEXT) : HostileInput.gzip(TEXT);
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length - 9), name))
                .isInstanceOf(FormatException.class)
                .hasMessage(name + ": is damaged or cut short: it cannot be decompressed to its end");
    }

    private static byte[] read(byte[] stored, String name) throws IOException {
        try (InputStream in = Compression.decode(new ByteArrayInputStream(stored), name)) {
            return in.readAllBytes();
        }
    }
}
