// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SealTest {

    private static final byte[] BYTES = "123456789".getBytes(StandardCharsets.US_ASCII);

    @Test
    void isTheChecksumOfTheStandard() {
        byte[] sealed = Seal.seal(BYTES);
        // The check value of CRC-32C, as catalogues of checksums give it.
        assertThat(sealed).hasSize(13).endsWith(0xe3, 0x06, 0x92, 0x83);
    }

    @Test
    void whatWasSealedIsOpenedWhereItWasSealed() throws Exception {
        for (byte[] bytes : new byte[][] {{}, {7}, BYTES, new byte[100_000]}) {
            assertThat(Seal.open(Seal.seal(bytes), "it")).isEqualTo(bytes);
            assertThat(Seal.open(Seal.seal(bytes, 5), 5, "it")).isEqualTo(bytes);
            assertThatThrownBy(() -> Seal.open(Seal.seal(bytes, 5), 6, "it"))
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageStartingWith("it is damaged: its checksum is ")
                    .hasMessageEndingWith(". Resume from an older checkpoint");
        }
        assertThatThrownBy(() -> Seal.open(new byte[3], "it"))
                .hasMessage("it is damaged: it has 3 bytes. Resume from an older checkpoint");
    }
}
