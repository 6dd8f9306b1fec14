// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.record.Padding;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import java.io.IOException;
import java.util.List;

/** Makes a batch of samples, and says what to do where they are not alike. */
record PaddedBatcher(Padding padding) implements Streamer.Batcher<Sample, Sample> {

    @Override
    public Sample batch(List<Sample> samples) throws IOException {
        try {
            return padding.stack(samples);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "no batch can be made: " + e.getMessage()
                            + ". Give streams whose samples are alike, even out lengths (pad), or leave out buffer",
                    e);
        }
    }

    @Override
    public String words() {
        return padding.values().isEmpty() ? "" : " pad " + padding.values();
    }
}
