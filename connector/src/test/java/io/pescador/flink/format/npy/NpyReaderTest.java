// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NpyReaderTest {

    static List<String> expected() throws IOException {
        List<String> names = new ArrayList<>();
        expectations().fieldNames().forEachRemaining(names::add);
        assertThat(names).hasSizeGreaterThan(30);
        return names;
    }

    private static JsonNode expectations() throws IOException {
        return new ObjectMapper().readTree(Fixtures.bytes("npy/expected.json")).get("files");
    }

    @ParameterizedTest
    @MethodSource("expected")
    void givesWhatNumpyWroteOrRefusesIt(String name) throws IOException {
        JsonNode expected = expectations().get(name);
        String file = Fixtures.file("npy/" + name + ".npy");
        if (expected.has("error")) {
            assertThatThrownBy(() -> NpyReader.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file + ": ");
            return;
        }
        NdArray array = NpyReader.read(file);
        assertThat(array.shape())
                .isEqualTo(StreamSupport.stream(expected.get("shape").spliterator(), false)
                        .mapToInt(JsonNode::intValue)
                        .toArray());
        assertThat(array.dtype().descr(array.itemSize()))
                .isEqualTo(expected.get("descr").asText().replace('>', '<'));
        JsonNode values = expected.get("values");
        if (values.isNull()) {
            double sum = 0;
            for (double value : array.toDoubleArray()) {
                sum += value;
            }
            assertThat(sum).isCloseTo(expected.get("sum").doubleValue(), within(1e-9));
            return;
        }
        assertThat(array.size()).isEqualTo(values.size());
        for (int i = 0; i < values.size(); i++) {
            assertElement(array, i, values.get(i));
        }
        assertThat(rows(file)).isEqualTo(array.rank() == 0 ? List.of() : rowsOf(array));
    }

    private static void assertElement(NdArray array, int i, JsonNode value) {
        if (array.dtype().isText()) {
            assertThat(array.getString(i)).isEqualTo(value.asText());
        } else if (array.dtype() == DType.BOOL) {
            assertThat(array.getBoolean(i)).isEqualTo(value.booleanValue());
        } else if (array.dtype().isInteger()) {
            assertThat(array.getLong(i)).isEqualTo(value.longValue());
        } else if (value.isTextual()) {
            double special =
                    Double.parseDouble(value.asText().replace("nan", "NaN").replace("inf", "Infinity"));
            assertThat(Double.valueOf(array.getDouble(i))).isEqualTo(Double.valueOf(special));
        } else {
            assertThat(array.getDouble(i)).isEqualTo(value.doubleValue());
        }
    }

    private static List<NdArray> rowsOf(NdArray array) {
        List<NdArray> rows = new ArrayList<>();
        for (int i = 0; i < array.length(0); i++) {
            rows.add(array.row(i));
        }
        return rows;
    }

    /** The same file, row by row. */
    private static List<NdArray> rows(String file) throws IOException {
        List<NdArray> rows = new ArrayList<>();
        if (NpyReader.read(file).rank() > 0) {
            try (RowReader<Sample> reader = NpyRows.of(file, "x").open()) {
                for (Sample row = reader.read(0); row != null; row = reader.read(rows.size())) {
                    rows.add(row.get("x"));
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "structured | is of a structured type. Save each of its fields as an array of its own",
                "complex | is of a complex type. Save real and imaginary part as two arrays (descr '<c16')",
                "object | is an object array: Python objects are pickled, and reading a pickle runs the code in it. Save numbers or texts of one"
                        + " type (descr '|O')",
                "bad-magic | is no npy file: it does not begin with \\x93NUMPY",
                "truncated-header | ends within the npy header",
                "truncated-data | is cut short: (3, 4) of float32 takes 48 bytes, and there are 43",
                "future-version | is of npy version 9.0; 1.0, 2.0 and 3.0 can be read",
                "huge-shape | is cut short: (9, 9) of float32 takes 324 bytes, and there are 48",
                "not-a-dict | its npy header is wrong: '{' is missing at character 0",
                "zero-bytes | is empty, and no npy file",
                "negative-shape | its npy header is wrong: the shape has an axis of negative length",
            })
    void saysWhyItRefuses(String name, String reason) {
        String file = Fixtures.file("npy/" + name + ".npy");
        assertThatThrownBy(() -> NpyReader.read(file)).hasMessageStartingWith(file + ": " + reason);
    }

    static List<String> saved() throws IOException {
        return Fixtures.in("npy-saved");
    }

    @ParameterizedTest
    @MethodSource("saved")
    void writesTheBytesOfNumpy(String file) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        NpyWriter.write(NpyReader.read(Fixtures.file(file)), written);
        assertThat(written.toByteArray()).isEqualTo(Fixtures.bytes(file));
    }

    @Test
    void readsFromAStreamNotAByteMore() throws IOException {
        byte[] one = Fixtures.bytes("npy-saved/float32.npy");
        byte[] two = Fixtures.bytes("npy-saved/str.npy");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(one);
        both.write(two);
        ByteArrayInputStream in = new ByteArrayInputStream(both.toByteArray());
        assertThat(NpyReader.read(in, "both")).isEqualTo(NpyReader.read(Fixtures.file("npy-saved/float32.npy")));
        assertThat(NpyReader.read(in, "both").toStringArray()).containsExactly("pez", "", "señal", "網🐟");
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void knowsEveryHalf() throws IOException {
        NdArray halves = NpyReader.read(Fixtures.file("npy-saved/all-float16.npy"));
        for (int i = 0; i < halves.size(); i++) {
            int exponent = i >> 10 & 0x1f;
            int mantissa = i & 0x3ff;
            double magnitude = exponent == 0
                    ? Math.scalb(mantissa, -24)
                    : exponent < 31
                            ? Math.scalb(1024 + mantissa, exponent - 25)
                            : mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            assertThat(Double.valueOf(halves.getDouble(i)))
                    .isEqualTo(Double.valueOf(i < 0x8000 ? magnitude : -magnitude));
        }
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> NpyReader.read("no/such.npy"))
                .hasMessage("no/such.npy: no such file, or no right to see it");
        String directory = Fixtures.file("npy");
        assertThatThrownBy(() -> NpyReader.read(directory)).hasMessageStartingWith(directory + ": is a directory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1} | key 'x' is none of descr, fortran_order, shape",
                "{'descr': '<f4', 'fortran_order': False, 'fortran_order': False, 'shape': (2,)} | key 'fortran_order' is there twice",
                "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)} | fortran_order is neither True nor False",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2)} | the shape is a number, not a tuple",
                "{'descr': '<f4', 'fortran_order': False, 'shape': [2]} | '(' is missing",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2.5,)} | ')' is missing",
                "{'descr': '<f4', 'fortran_order': False} | one of descr, fortran_order, shape is missing",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + 1 | something follows the dictionary",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4)} | no file is as large as its shape asks",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)} | no file is as large as its shape asks",
                "{'descr': '<U', 'fortran_order': False, 'shape': (2,)} | '<U' has no width",
                "{'descr': '<U0', 'fortran_order': False, 'shape': (2,)} | '<U0' is a text of a width that cannot be read",
            })
    void refusesHeadersThatNumpyWouldNotWrite(String header, String reason) {
        byte[] bytes = npy(header);
        assertThatThrownBy(() -> NpyReader.read(new ByteArrayInputStream(bytes), "f"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("f: its npy header is wrong: " + reason);
    }

    private static byte[] npy(String header) {
        byte[] text = header.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        npy.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
        npy.writeBytes(text);
        return npy.toByteArray();
    }

    @Test
    void takesNoMemoryForWhatAHeaderOnlyClaims() {
        byte[] bytes = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (200000000,)}");
        assertThatThrownBy(() -> NpyReader.read(new ByteArrayInputStream(bytes), "f"))
                .hasMessage("f: is cut short: (200000000,) of float64 takes 1600000000 bytes, and there are 0");
    }

    @Test
    void noticesAFileThatShrank() throws IOException {
        java.nio.file.Path copy = Files.createTempFile("big", ".npy");
        Files.write(copy, Fixtures.bytes("npy/big.npy"));
        try (RowReader<Sample> reader = NpyRows.of(copy.toString(), "x").open()) {
            Files.write(copy, java.util.Arrays.copyOf(Fixtures.bytes("npy/big.npy"), 1000));
            assertThatThrownBy(() -> reader.read(999)).hasMessageContaining("Was it changed meanwhile?");
        } finally {
            Files.delete(copy);
        }
    }
}
