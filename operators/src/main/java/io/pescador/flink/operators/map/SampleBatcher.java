// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import java.util.List;

/**
 * Makes one sample of many, as {@code pescador.buffer_stream} does.
 *
 * @param axis along which arrays are concatenated; null for a new first axis
 */
record SampleBatcher(Integer axis) implements Streamer.Batcher<Sample, Sample> {

    @Override
    public Sample batch(List<Sample> samples) {
        return axis == null ? Sample.stack(samples) : Sample.concatenate(samples, axis);
    }
}
