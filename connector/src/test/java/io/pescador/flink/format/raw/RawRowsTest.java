// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.raw;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Formats;
import io.pescador.flink.format.Window;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RawRowsTest {

    @TempDir
    Path folder;

    /** Tokens 0, 7, 14, … as unsigned 16 bits. */
    private String tokens(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putShort((short) (7 * i));
        }
        return Files.write(folder.resolve("t.bin"), bytes.array()).toString();
    }

    @Test
    void readsWindowsInAnyOrder() throws IOException {
        RawRows rows = RawRows.of(tokens(10_000), "tokens", DType.UINT16).window(2048, 2048);
        try (RowReader<Sample> reader = rows.open()) {
            assertThat(reader.count()).isEqualTo(4); // 1808 are left
            for (int row : new int[] {3, 0, 2, 1}) {
                NdArray window = reader.read(row).get("tokens");
                assertThat(window.dtype()).isEqualTo(DType.UINT16);
                assertThat(window.shape()).containsExactly(2048);
                assertThat(window.getLong(0)).isEqualTo(7 * 2048 * row & 0xffff);
                assertThat(window.getLong(2047)).isEqualTo(7 * (2048 * row + 2047) & 0xffff);
            }
            assertThat(reader.read(4)).isNull();
        }
    }

    @Test
    void windowsMayOverlap() throws IOException {
        try (RowReader<Sample> reader =
                RawRows.of(tokens(10), "x", DType.UINT16).window(4, 3).open()) {
            assertThat(reader.count()).isEqualTo(3);
            assertThat(reader.read(2).get("x").getLong(3)).isEqualTo(63);
        }
    }

    @Test
    void isAFormatOfPlans() throws IOException {
        String path = tokens(4);
        FormatSpec spec = FormatSpec.EVERYTHING.withNames(Map.of("n", "n")).withConstant("lang", "en");
        try (RowReader<Sample> reader = Formats.named("raw").rows(path, spec).open()) {
            assertThat(reader.count()).isEqualTo(4);
            assertThat(reader.read(3).get("n").shape()).isEmpty();
            assertThat(reader.read(3).get("n").getLong(0)).isEqualTo(21);
            assertThat(reader.read(3).get("lang")).isEqualTo(NdArray.scalar("en"));
        }
        FormatSpec wide = spec.withParsed(RawFormat.DTYPE, "int32").withParsed(RawFormat.OFFSET, "4");
        try (RowReader<Sample> reader = Formats.named("raw")
                .rows(path, wide.withWindow(new Window(1, 1)))
                .open()) {
            assertThat(reader.count()).isEqualTo(1);
            assertThat(reader.read(0).get("n").getLong(0)).isEqualTo(14 | 21 << 16);
        }
    }

    @Test
    void refusesWhatIsNoWholeNumber() throws IOException {
        String path = tokens(3);
        assertThatThrownBy(() -> RawRows.of(path, "x", DType.INT32).open())
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        path + ": has 6 bytes, which are no whole number of int32 of 4 bytes. Is it of another `dtype`,"
                                + " or cut short?");
        assertThatThrownBy(() -> RawRows.of(path, "x", DType.UINT16).offset(8).open())
                .hasMessage(path + ": has 6 bytes, and the offset is 8");
        try (RowReader<Sample> reader = RawRows.of(
                        Files.write(folder.resolve("e.bin"), new byte[0]).toString(), "x", DType.UINT16)
                .open()) {
            assertThat(reader.count()).isZero();
        }
    }
}
