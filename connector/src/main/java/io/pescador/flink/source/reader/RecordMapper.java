// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.streamer.Sampling;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/** Makes the record that the source emits for a sample: the sample itself, or the sample with its provenance. */
@FunctionalInterface
@Internal
public interface RecordMapper<T, R> extends Serializable {

    /**
     * @param sample what {@code sampling} has drawn
     * @param sampling knows where it came from
     */
    R map(int shard, long draw, T sample, Sampling<T> sampling);

    /** The sample alone. */
    static <T> RecordMapper<T, T> bare() {
        return (shard, draw, sample, sampling) -> sample;
    }
}
