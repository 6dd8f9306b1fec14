// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.HostileInput;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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

    @Test
    void allMembersAreReadFromAStreamThatReadsShortAndSaysThatNothingIsAvailable() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            members.write(HostileInput.gzip((i + "\n").getBytes(StandardCharsets.UTF_8)));
            expected.append(i).append('\n');
        }
        InputStream stored = new ByteArrayInputStream(members.toByteArray()) {
            @Override
            public synchronized int read(byte[] target, int offset, int count) {
                return super.read(target, offset, Math.min(count, 1009));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        try (InputStream in = Compression.decode(stored, "a.gz")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(expected.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.gz", "a.zst"})
    void aSecondPartThatIsCutAnywhereIsRefused(String name) throws IOException {
        byte[] part = name.endsWith("zst") ? Zstd.compress(TEXT) : HostileInput.gzip(TEXT);
        byte[] both = Arrays.copyOf(part, 2 * part.length);
        System.arraycopy(part, 0, both, part.length, part.length);
        assertThat(read(both, name)).hasSize(2 * TEXT.length);
        for (int cut = part.length + 1; cut < both.length; cut++) {
            byte[] stored = Arrays.copyOf(both, cut);
            assertThatThrownBy(() -> read(stored, name))
                    .as("cut at %d", cut)
                    .isInstanceOf(FormatException.class)
                    .hasMessage(name + ": is damaged or cut short: it cannot be decompressed to its end");
        }
    }

    @Test
    void onlyZerosMayFollowTheLastGzipMember() throws IOException {
        byte[] whole = HostileInput.gzip(TEXT);
        byte[] padded = Arrays.copyOf(whole, whole.length + 70_000);
        assertThat(read(padded, "a.gz")).isEqualTo(TEXT);
        for (int at : new int[] {whole.length, padded.length - 1}) {
            byte[] stored = padded.clone();
            stored[at] = 'x';
            assertThatThrownBy(() -> read(stored, "a.gz")).isInstanceOf(FormatException.class);
        }
    }

    private static byte[] read(byte[] stored, String name) throws IOException {
        try (InputStream in = Compression.decode(new ByteArrayInputStream(stored), name)) {
            return in.readAllBytes();
        }
    }
}
