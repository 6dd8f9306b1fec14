// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.format.internal.MemoryFile;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpzTest {

    @ParameterizedTest
    @ValueSource(strings = {"stored", "deflated", "wide"})
    void readsWholeArrays(String name) throws IOException {
        try (NpzFile npz = NpzFile.open(Fixtures.file("npz/" + name + ".npz"))) {
            assertThat(npz.names()).containsExactly("X", "Y", "name", "sr");
            assertThat(npz.header("X")).hasToString("float32 (10, 2, 3)");
            assertThat(npz.read("X").toFloatArray())
                    .hasSize(60)
                    .startsWith(0, 1, 2)
                    .endsWith(58, 59);
            assertThat(npz.read("Y").toLongArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(npz.read("name").getString(9)).isEqualTo("n9");
            assertThat(npz.read("sr").getDouble(0)).isEqualTo(22050);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored", "deflated", "wide"})
    void readsRowsInAnyOrder(String name) throws IOException {
        Random random = new Random(1);
        try (RowReader<Sample> reader =
                NpzRows.of(Fixtures.file("npz/" + name + ".npz")).open()) {
            assertThat(reader.count()).isEqualTo(10);
            for (int i = 0; i < 40; i++) {
                int row = i < 10 ? i : random.nextInt(10);
                Sample sample = reader.read(row);
                assertThat(sample.names().asList()).containsExactly("X", "Y", "name", "sr");
                assertThat(sample.get("X").shape()).containsExactly(2, 3);
                assertThat(sample.get("X").getDouble(0)).isEqualTo(6 * row);
                assertThat(sample.get("Y")).isEqualTo(NdArray.scalar((long) row));
                assertThat(sample.get("name").getString(0)).isEqualTo("n" + row);
                assertThat(sample.get("sr").getDouble(0)).isEqualTo(22050);
            }
            assertThat(reader.read(10)).isNull();
            assertThat(reader.read(Long.MAX_VALUE)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fortran", "fortran-deflated"})
    void turnsFortranOrderAndBigEndianAround(String name) throws IOException {
        String file = Fixtures.file("npz/" + name + ".npz");
        try (NpzFile npz = NpzFile.open(file);
                RowReader<Sample> reader = NpzRows.of(file).open();
                RowReader<Sample> windows = NpzRows.of(file).window(3, 2).open()) {
            assertThat(npz.read("F").getDouble(59)).isEqualTo(59);
            for (int row : new int[] {0, 1, 7, 3, 9}) {
                assertThat(reader.read(row).get("F")).isEqualTo(npz.read("F").row(row));
                assertThat(reader.read(row).get("B")).isEqualTo(NdArray.scalar(row));
            }
            for (int item : new int[] {0, 1, 3, 2}) {
                assertThat(windows.read(item).get("F")).isEqualTo(npz.read("F").rows(2 * item, 3));
                assertThat(windows.read(item).get("B").toLongArray())
                        .containsExactly(2 * item, 2 * item + 1, 2 * item + 2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stored, 3, 1, 8",
        "deflated, 3, 1, 8",
        "stored, 4, 3, 3",
        "deflated, 4, 3, 3",
        "stored, 2, 5, 2",
        "deflated, 11, 1, 0"
    })
    void cutsWindows(String name, int size, int stride, int count) throws IOException {
        try (RowReader<Sample> reader = NpzRows.of(Fixtures.file("npz/" + name + ".npz"))
                .window(size, stride)
                .open()) {
            assertThat(reader.count()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                Sample item = reader.read(i);
                assertThat(item.get("X").shape()).containsExactly(size, 2, 3);
                assertThat(item.get("X").getDouble(0)).isEqualTo(6 * stride * i);
                assertThat(item.get("Y").getLong(size - 1)).isEqualTo(stride * i + size - 1);
                assertThat(item.get("sr").rank()).isZero();
            }
            assertThat(reader.read(count)).isNull();
        }
    }

    @Test
    void picksFieldsAndAddsConstants() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("label", "Y");
        fields.put("features", "X");
        NpzRows rows =
                NpzRows.of(Fixtures.file("npz/stored.npz")).fields(fields).constant("class", "pez");
        try (RowReader<Sample> reader = rows.open()) {
            Sample sample = reader.read(4);
            assertThat(sample.names().asList()).containsExactly("label", "features", "class");
            assertThat(sample.get("label").getLong(0)).isEqualTo(4);
            assertThat(sample.get("class").getString(0)).isEqualTo("pez");
        }
        assertThatThrownBy(() -> rows.constant("label", "x").open())
                .hasMessageEndingWith(
                        "a sample has two arrays named \"label\". Give one of them another name with `fields:`");
    }

    @Test
    void namesWhatIsNotThere() {
        String file = Fixtures.file("npz/stored.npz");
        assertThatThrownBy(() -> NpzRows.of(file).fields(Map.of("y", "labels")).open())
                .hasMessage(
                        file + ": no array \"labels\"; it has X, Y, name, sr. Say which ones to read with `fields:`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unequal.npz | arrays \"X\" and \"classes\" have 4 and 3 rows. Say which ones to read with `fields:`",
                "object.npz | array \"o\": is an object array: Python objects are pickled",
                "no-arrays.npz | is a zip without arrays: no member is an npy file",
                "../csv/breast-cancer.csv | is no npz file: it has no zip directory at its end",
                "../npy/zero-bytes.npy | is empty, and no npz file",
            })
    void refusesWithFileAndReason(String name, String reason) {
        String file = Fixtures.path("npz") + "/" + name;
        assertThatThrownBy(() -> NpzRows.of(file).open())
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": " + reason);
    }

    @Test
    void takesNamesAsNamesNotAsPaths() throws IOException {
        try (NpzFile npz = NpzFile.open(Fixtures.file("npz/umlaut.npz"))) {
            assertThat(npz.names()).containsExactly("größe", "../up");
            assertThat(npz.read("../up").size()).isEqualTo(3);
        }
    }

    @Test
    void findsDamageInWholeReads() throws IOException {
        byte[] bytes = Fixtures.bytes("npz/deflated.npz");
        int inX = 100;
        bytes[inX] ^= 0x40;
        try (NpzFile npz = NpzFile.open(MemoryFile.of(bytes, "d.npz"))) {
            assertThatThrownBy(() -> npz.read("X"))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith("d.npz: ")
                    .hasMessageContaining("X");
        }
    }

    /** Two files of the digits that come with the project; numpy says what their sums are. */
    @Test
    void readsTheDigits() throws IOException {
        double sum = 0;
        long rows = 0;
        for (int digit : new int[] {2, 3}) {
            try (RowReader<Sample> reader =
                    NpzRows.of(Fixtures.file("npz/digit-" + digit + ".npz")).open()) {
                for (long row = 0; row < reader.count(); row++) {
                    Sample sample = reader.read(row);
                    assertThat(sample.get("X").shape()).containsExactly(8, 8);
                    assertThat(sample.get("Y").getLong(0)).isEqualTo(digit);
                    for (double value : sample.get("X").toDoubleArray()) {
                        sum += value;
                    }
                    rows++;
                }
            }
        }
        assertThat(rows).isEqualTo(177 + 183);
        assertThat(sum).isEqualTo(SUM_OF_DIGITS);
    }

    private static final double SUM_OF_DIGITS = 111717.0;

    @Test
    void storedFilesAreThoseOfSavez() throws IOException {
        for (String name : List.of("stored", "umlaut")) {
            String file = "npz/" + name + ".npz";
            assertThat(copy(file, false)).isEqualTo(Fixtures.bytes(file));
        }
    }

    @Test
    void deflatedFilesComeBack() throws IOException {
        byte[] bytes = copy("npz/deflated.npz", true);
        assertThat(bytes.length).isLessThan(copy("npz/deflated.npz", false).length);
        try (NpzFile written = NpzFile.open(MemoryFile.of(bytes, "w"));
                NpzFile original = NpzFile.open(Fixtures.file("npz/deflated.npz"))) {
            assertThat(written.names()).isEqualTo(original.names());
            for (String name : written.names()) {
                assertThat(written.read(name)).isEqualTo(original.read(name));
            }
        }
    }

    private static byte[] copy(String file, boolean deflate) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NpzFile npz = NpzFile.open(Fixtures.file(file));
                NpzWriter writer = deflate ? NpzWriter.deflated(bytes) : NpzWriter.stored(bytes)) {
            for (String name : npz.names()) {
                writer.write(name, npz.read(name));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void refusesTwoArraysOfOneName() throws IOException {
        try (NpzWriter writer = NpzWriter.stored(new ByteArrayOutputStream())) {
            writer.write("x", NdArray.scalar(1));
            assertThatThrownBy(() -> writer.write("x", NdArray.scalar(2)))
                    .hasMessage("the npz has an array \"x\" already");
        }
    }
}
