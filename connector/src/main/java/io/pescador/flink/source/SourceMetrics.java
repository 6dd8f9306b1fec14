// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.ReadAhead;
import io.pescador.flink.streamer.Sampling;

import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

import java.util.List;
import java.util.function.Supplier;

/** The metrics of a reader, under the group {@code pescador}. Their names are documented in docs/source.md. */
final class SourceMetrics {

    private SourceMetrics() {}

    static <T> void register(MetricGroup reader, Supplier<List<Sampling<T>>> shards, Supplier<ReadAhead> readAhead) {
        MetricGroup group = reader.addGroup("pescador");
        group.gauge("shards", (Gauge<Integer>) () -> shards.get().size());
        group.gauge("draws", (Gauge<Long>)
                () -> shards.get().stream().mapToLong(Sampling::draws).sum());
        group.gauge("activations", (Gauge<Long>)
                () -> shards.get().stream().mapToLong(Sampling::activations).sum());
        group.gauge("openReaders", (Gauge<Long>)
                () -> readAhead.get() == null ? 0 : readAhead.get().openReaders());
        group.gauge("readAheadBytes", (Gauge<Long>)
                () -> readAhead.get() == null ? 0 : readAhead.get().heldBytes());
    }
}
