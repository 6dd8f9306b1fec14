// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class JsonLinesEncoderTest {

    @Test
    void aSampleIsALine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLinesEncoder encoder = new JsonLinesEncoder();
        encoder.encode(Sample.of("X", NdArray.of(1f, .5f).reshape(2, 1), "señal", NdArray.scalar("a\nb")), out);
        encoder.encode(Sample.of("n", NdArray.of(3)), out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"X\":[[1.0],[0.5]],\"señal\":\"a\\nb\"}\n{\"n\":[3]}\n");
    }
}
