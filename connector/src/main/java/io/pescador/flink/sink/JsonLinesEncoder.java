// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink;

import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.Encoder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes each sample as a line of JSON, its arrays as lists in lists ({@link Sample#writeJson}): for Flink's {@code FileSink}, which makes
 * files visible with checkpoints and each line once.
 */
@PublicEvolving
public final class JsonLinesEncoder implements Encoder<Sample> {

    private static final long serialVersionUID = 1;

    @Override
    public void encode(Sample sample, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder(256);
        sample.writeJson(line);
        line.append('\n');
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
    }
}
