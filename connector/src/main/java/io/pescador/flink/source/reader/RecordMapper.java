// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.streamer.Sampling;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/** Makes the record that the source emits for a sample: the sample itself, or the sample with its provenance. */
@FunctionalInterface
@Internal
public interface RecordMapper<T, R> extends Serializable {

    R map(int shard, long draw, Sampling<T> sampling);

    /** The sample alone. */
    static <T> RecordMapper<T, T> bare() {
        return (shard, draw, sampling) -> sampling.sample();
    }
}
