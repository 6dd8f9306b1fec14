// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.format.internal.MemoryFile;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Zips that claim what is not so. */
class HostileZipTest {

    /** Where things stand in stored.npz, whose directory is at its end: four entries with names of 5, 5, 8 and 6 letters. */
    private final byte[] zip = Fixtures.bytes("npz/stored.npz");

    private final int end = zip.length - 22;
    private final int entry = end - (46 + 5) - (46 + 5) - (46 + 8) - (46 + 6);

    HostileZipTest() throws IOException {}

    private static NpzFile open(byte[] bytes) throws IOException {
        return NpzFile.open(MemoryFile.of(bytes, "f.npz"));
    }

    private void put(int at, int... values) {
        for (int i = 0; i < values.length; i++) {
            zip[at + i] = (byte) values[i];
        }
    }

    private void refuses(String reason) {
        assertThatThrownBy(() -> open(zip).read("X"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("f.npz: " + reason);
    }

    @Test
    void isAsThisTestThinks() throws IOException {
        assertThat(new String(zip, entry, 4, StandardCharsets.ISO_8859_1)).isEqualTo("PK\1\2");
        assertThat(open(zip).read("X").size()).isEqualTo(60);
    }

    @Test
    void claimsAnySize() {
        put(entry + 24, 0xff, 0xff, 0xff, 0x7f);
        refuses("member \"X.npy\": cannot have 2147483647 bytes in 368 of the file");
    }

    @Test
    void claimsAnyCompressedSize() {
        put(entry + 20, 0xff, 0xff, 0xff, 0x7f);
        refuses("member \"X.npy\": reaches beyond the end of the file");
    }

    @Test
    void claimsToInflateMoreThanDeflateCan() {
        put(entry + 10, 8);
        put(entry + 24, 0xff, 0xff, 0xff, 0x7f);
        refuses("member \"X.npy\": cannot have 2147483647 bytes in 368 of the file");
    }

    @Test
    void claimsAnyOffset() {
        put(entry + 42, 0xff, 0xff, 0xff, 0x7f);
        refuses("member \"X.npy\": reaches beyond the end of the file");
        put(entry + 42, 7, 0, 0, 0);
        refuses("member \"X.npy\": does not begin where the directory says");
    }

    @Test
    void claimsAnyNumberOfEntries() {
        put(end + 10, 0xfe, 0xff);
        refuses("its directory does not fit into the file");
    }

    @Test
    void claimsWideSizesItDoesNotHave() {
        put(entry + 24, 0xff, 0xff, 0xff, 0xff);
        refuses("member \"X.npy\": cannot have 4294967295 bytes in 368 of the file");
    }

    @Test
    void claimsNamesTwice() {
        put(entry + 46, 'Y');
        refuses("it has two members named \"Y.npy\"");
    }

    @Test
    void isEncryptedOrPackedOtherwise() {
        put(entry + 10, 14);
        refuses("member \"X.npy\": is compressed by method 14; stored and deflated ones can be read");
        put(entry + 8, 1);
        refuses("member \"X.npy\": is encrypted");
    }

    /** 320 rows of a mebibyte, all zeros, in a third of one: more than is held at once, but each row by itself is not. */
    @Test
    void inflatesAThousandfold() throws IOException {
        byte[] bomb = zeros(320);
        assertThat(bomb.length).isLessThan(400_000);
        try (NpzFile npz = open(bomb)) {
            assertThatThrownBy(() -> npz.read("x"))
                    .isInstanceOf(FormatException.class)
                    .hasMessage("f.npz: array \"x\": has 335544320 bytes, more than the "
                            + io.pescador.flink.format.Limits.item() + " that are held at once. Read it row by row");
        }
        try (RowReader<Sample> reader = NpzRows.of("f.npz").open(MemoryFile.of(bomb, "f.npz"))) {
            assertThat(reader.read(0).get("x").byteSize()).isEqualTo(1 << 20);
            assertThat(reader.read(319).get("x").byteSize()).isEqualTo(1 << 20);
        }
        RowReader<Sample> windows = NpzRows.of("f.npz").window(300, 1).open(MemoryFile.of(bomb, "f.npz"));
        assertThatThrownBy(() -> windows.read(0))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("allowed of a compressed array");
    }

    /** As Java's own library writes it: sizes behind the data, and in the directory. */
    private static byte[] zeros(int rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zipping = new ZipOutputStream(out)) {
            zipping.putNextEntry(new ZipEntry("x.npy"));
            zipping.write(NpyHeader.of(DType.INT8, 1, rows, 1 << 20).toBytes());
            for (int i = 0; i < rows; i++) {
                zipping.write(new byte[1 << 20]);
            }
            zipping.closeEntry();
        }
        return out.toByteArray();
    }

    @Test
    void readsWhatOthersWrite() throws IOException {
        try (NpzFile npz = open(zeros(2))) {
            assertThat(npz.names()).isEqualTo(List.of("x"));
            assertThat(npz.read("x").shape()).containsExactly(2, 1 << 20);
        }
    }

    /** Too large to be kept, so that overlapping windows and steps back are inflated again: 80 rows of a mebibyte, numbered. */
    @Test
    void readsLargeDeflatedArraysInAnyOrder() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zipping = new ZipOutputStream(out)) {
            zipping.putNextEntry(new ZipEntry("x.npy"));
            zipping.write(NpyHeader.of(DType.INT8, 1, 80, 1 << 20).toBytes());
            for (int i = 0; i < 80; i++) {
                byte[] row = new byte[1 << 20];
                Arrays.fill(row, (byte) i);
                zipping.write(row);
            }
            zipping.closeEntry();
        }
        try (RowReader<Sample> windows =
                NpzRows.of("f.npz").window(4, 1).open(MemoryFile.of(out.toByteArray(), "f.npz"))) {
            for (int item : new int[] {0, 1, 2, 2, 1, 6, 5, 4, 76, 75, 3}) {
                assertThat(windows.read(item).get("x").row(0).getLong(7)).isEqualTo(item);
                assertThat(windows.read(item).get("x").row(3).getLong((1 << 20) - 1))
                        .isEqualTo(item + 3);
            }
        }
    }
}
