// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleCodecTest {

    static byte[] bytes(Sample sample) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SampleCodec.write(sample, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Sample read(String hex) throws IOException {
        return read(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static Sample read(byte[] bytes) throws IOException {
        return SampleCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void bringsEverySampleBack() throws IOException {
        for (Sample sample : SomeArrays.samples()) {
            assertThat(read(bytes(sample))).isEqualTo(sample);
        }
    }

    @Test
    void writesRowsAsIfTheyWereAlone() throws IOException {
        NdArray row = NdArray.of(1, 2, 3, 4).reshape(2, 2).row(1);
        assertThat(bytes(Sample.of("r", row))).isEqualTo(bytes(Sample.of("r", NdArray.of(3, 4))));
    }

    @Test
    void hasTheDocumentedLayout() throws IOException {
        Sample sample = Sample.of("X", NdArray.of(1f, 2f), "n", NdArray.scalar("é"));
        String layout = "02" + "01 58 0b 01 02 0000803f 00000040" + "01 6e 0d 00 04 e9000000";
        assertThat(HexFormat.of().formatHex(bytes(sample))).isEqualTo(layout.replace(" ", ""));
        assertThat(read(layout)).isEqualTo(sample);
    }

    @Test
    void copiesWithoutReading() throws IOException {
        for (Sample sample : SomeArrays.samples()) {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            SampleCodec.copy(new DataInputStream(new ByteArrayInputStream(bytes(sample))), new DataOutputStream(copy));
            assertThat(copy.toByteArray()).isEqualTo(bytes(sample));
        }
    }

    @Test
    void refusesWhatIsNoSample() {
        assertThatThrownBy(() -> read("01 01 58 0f 00")).hasMessage("serialized array: no array type has the code 15");
        assertThatThrownBy(() -> read("01 01 58 06 41")).hasMessage("serialized array: 65 axes, more than 64");
        assertThatThrownBy(() -> read("01 01 58 0d 00 03"))
                .hasMessage("serialized array: an element of type str has not 3 bytes");
        assertThatThrownBy(() -> read("ffffff08")).hasMessage("serialized sample: 18874367 arrays, more than 65536");
        assertThatThrownBy(() -> read("ffffffff0f")).hasMessage("serialized sample: a number beyond 2^31 - 1");
        assertThatThrownBy(() -> read("01 ffff7f")).hasMessageContaining("a name of 2097151 bytes");
        assertThatThrownBy(() -> read("02 01 58 02 00 01 01 58 02 00 01"))
                .hasMessage("serialized sample: a sample has two arrays named \"X\"");
        assertThatThrownBy(() -> read("01 01 58 0c 02 ffffffff07 ffffffff07"))
                .hasMessageContaining("is beyond the 2 GiB that one array can hold");
    }

    /** Two thousand million bytes are claimed and two are there; a test with a heap of 2 GiB would fail at the claim. */
    @Test
    void takesNoMemoryForWhatIsOnlyClaimed() {
        assertThatThrownBy(() -> read("01 01 58 02 01 80a8d6b907 0101")).isInstanceOf(EOFException.class);
    }

    @Test
    void failsOnDamageWithIOExceptionsOnly() throws IOException {
        Random random = new Random(4);
        byte[] good = bytes(SomeArrays.samples().get(2));
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, 1 + random.nextInt(Math.min(good.length, 600)));
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> {
                        try {
                            read(bad);
                        } catch (IOException e) {
                            // What it is for.
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }
}
