// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.MemoryFile;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The checksums of members that are stored in an npz, and members whose names do not say that they are arrays. */
class StoredChecksumTest {

    private static final String DAMAGED =
            "f.npz: member \"X.npy\": is damaged: its checksum is not the one that was stored with it";

    private static byte[] npz(int rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NpzWriter writer = NpzWriter.stored(out)) {
            writer.write("X", NdArray.of(new double[2 * rows]).reshape(rows, 2));
        }
        return out.toByteArray();
    }

    /** Flips a bit in the elements, {@code fromEnd} bytes before the directory. */
    private static byte[] damaged(byte[] npz, int fromEnd) {
        byte[] bytes = npz.clone();
        int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
        bytes[directory - fromEnd] ^= 1;
        return bytes;
    }

    private static void readInOrder(byte[] npz, NpzRows rows) throws IOException {
        try (RowReader<Sample> reader = rows.open(MemoryFile.of(npz, "f.npz"))) {
            for (long row = 0; row < reader.count(); row++) {
                reader.read(row);
            }
        }
    }

    /** Arrays that are kept whole, that fit a page, and that do not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 4095, 4096, 4097, 20_000, 70_000})
    void isComparedWhenRowsAreReadInOrder(int rows) throws IOException {
        byte[] whole = npz(rows);
        readInOrder(whole, NpzRows.of("f.npz"));
        for (int fromEnd : new int[] {1, 16 * rows / 2 + 1, 16 * rows}) {
            assertThatThrownBy(() -> readInOrder(damaged(whole, fromEnd), NpzRows.of("f.npz")))
                    .isInstanceOf(FormatException.class)
                    .hasMessage(DAMAGED);
        }
        if (rows > 100) {
            readInOrder(whole, NpzRows.of("f.npz").window(7, 3));
            int windows = rows - (rows - 7) % 3; // rows that windows reach
            if (windows == rows) {
                assertThatThrownBy(() -> readInOrder(
                                damaged(whole, 5), NpzRows.of("f.npz").window(7, 3)))
                        .hasMessage(DAMAGED);
            }
        }
    }

    @Test
    void isComparedWhenAnArrayIsReadWhole() throws IOException {
        byte[] damaged = damaged(npz(1000), 77);
        assertThatThrownBy(() -> {
                    try (NpzFile npz = NpzFile.open(MemoryFile.of(damaged, "f.npz"))) {
                        npz.read("X");
                    }
                })
                .hasMessage(DAMAGED);
    }

    /** One row of a large array read by itself is not compared, as the documentation says. */
    @Test
    void isNotComparedForSingleRows() throws IOException {
        byte[] damaged = damaged(npz(20_000), 1);
        try (RowReader<Sample> reader = NpzRows.of("f.npz").open(MemoryFile.of(damaged, "f.npz"))) {
            assertThat(reader.read(7).get("X").getDouble(0)).isZero();
        }
    }

    private static byte[] zip(Map<String, byte[]> members, List<String> order, int method) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(method);
            for (String name : order) {
                byte[] content = members.get(name);
                ZipEntry entry = new ZipEntry(name);
                CRC32 crc = new CRC32();
                crc.update(content);
                entry.setSize(content.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static byte[] npy(double... values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NpyWriter.write(NdArray.of(values), out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void aMemberIsAnArrayByItsContent(int method) throws IOException {
        Map<String, byte[]> members = Map.of(
                "a", npy(1, 2),
                "b.npy", npy(3, 4),
                "b", npy(5, 6),
                "dir/c", npy(7, 8),
                "README.txt", "what this is".getBytes(StandardCharsets.UTF_8),
                "empty", new byte[0]);
        byte[] bytes = zip(members, List.of("README.txt", "a", "b.npy", "empty", "b", "dir/c"), method);
        try (NpzFile npz = NpzFile.open(MemoryFile.of(bytes, "f.npz"))) {
            // As numpy has it: npz["b"] is the member of exactly this name.
            assertThat(npz.names()).containsExactly("a", "b.npy", "b", "dir/c");
            assertThat(npz.read("a")).isEqualTo(NdArray.of(1.0, 2.0));
            assertThat(npz.read("b")).isEqualTo(NdArray.of(5.0, 6.0));
            assertThat(npz.read("b.npy")).isEqualTo(NdArray.of(3.0, 4.0));
        }
    }
}
