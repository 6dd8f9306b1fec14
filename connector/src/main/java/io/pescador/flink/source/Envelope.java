// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.Trace;

import java.io.Serializable;

/** Makes the record that leaves the source of a sample: the sample itself, or the sample with its provenance. */
@FunctionalInterface
interface Envelope<T, R> extends Serializable {

    R wrap(int shard, long draw, Sampling<T> sampling);

    /** The sample alone. */
    static <T> Envelope<T, T> bare() {
        return (shard, draw, sampling) -> sampling.sample();
    }

    /** The sample with where it came from. */
    static <T> Envelope<T, Sampled<T>> provenance() {
        return (shard, draw, sampling) -> {
            Trace trace = new Trace();
            sampling.locate(trace);
            return new Sampled<>(
                    shard, draw, trace.epoch(), trace.path(), trace.activation(), trace.offset(), sampling.sample());
        };
    }
}
