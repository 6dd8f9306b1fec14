// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.metrics;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.ahead.ReadAhead;
import io.pescador.flink.streamer.spi.Shares;

import org.apache.flink.annotation.Internal;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The metrics of a reader, under the group {@code pescador}. Their names are documented in docs/source.md. */
@Internal
public final class SourceMetrics<T> {

    /** Topmost muxes of more streams have no shares of their own among the metrics: each would be two for every reader. */
    private static final int MOST_STREAMS = 64;

    private static final long NANOS_A_MILLI = 1_000_000;

    private final MetricGroup group;
    private final Supplier<List<Sampling<T>>> shards;
    private final Set<Integer> streams = new HashSet<>();

    private SourceMetrics(MetricGroup group, Supplier<List<Sampling<T>>> shards) {
        this.group = group;
        this.shards = shards;
    }

    public static <T> SourceMetrics<T> register(
            MetricGroup reader,
            Supplier<List<Sampling<T>>> shards,
            Supplier<SourceStatistics> figures,
            Supplier<ReadAhead> readAhead) {
        MetricGroup group = reader.addGroup("pescador");
        group.gauge("shards", (Gauge<Integer>) () -> shards.get().size());
        group.gauge("draws", (Gauge<Long>)
                () -> shards.get().stream().mapToLong(Sampling::draws).sum());
        group.gauge("activations", (Gauge<Long>) () -> figures.get().activations());
        group.gauge("emptyActivations", (Gauge<Long>) () -> figures.get().empty());
        group.gauge("skippedStreams", (Gauge<Long>) () -> figures.get().skipped());
        group.gauge("openStreams", (Gauge<Long>) () -> figures.get().open());
        group.gauge("waitedForReadsMs", (Gauge<Long>) () -> figures.get().waitedForReads() / NANOS_A_MILLI);
        group.gauge("waitedForConsumerMs", (Gauge<Long>) () -> figures.get().waitedForConsumer() / NANOS_A_MILLI);
        group.gauge("shareError", (Gauge<Double>)
                () -> Shares.error(shards.get().stream().map(Sampling::shares).toList()));
        group.gauge("openReaders", (Gauge<Long>)
                () -> readAhead.get() == null ? 0 : readAhead.get().openReaders());
        group.gauge("readAheadBytes", (Gauge<Long>)
                () -> readAhead.get() == null ? 0 : readAhead.get().heldBytes());
        return new SourceMetrics<>(group, shards);
    }

    /** Shows what is asked of the streams of a shard's topmost mux and what they give. */
    public void add(Sampling<T> shard) {
        int[] numbers = shard.shares().numbers();
        for (int i = 0; i < numbers.length && numbers.length <= MOST_STREAMS; i++) {
            int stream = numbers[i];
            if (streams.size() < MOST_STREAMS && streams.add(stream)) {
                MetricGroup own = group.addGroup("stream", Integer.toString(stream));
                own.gauge("askedShare", (Gauge<Double>) () -> asked(stream));
                own.gauge("givenShare", (Gauge<Double>) () -> given(stream));
            }
        }
    }

    /** Of all that the reader's shards gave; shards may have different streams, and different numbers of draws. */
    private double asked(int stream) {
        double samples = 0;
        for (Sampling<T> shard : shards.get()) {
            samples += shard.shares().asked(stream) * shard.shares().given();
        }
        return ofAll(samples);
    }

    private double given(int stream) {
        long samples = 0;
        for (Sampling<T> shard : shards.get()) {
            samples += shard.shares().given(stream);
        }
        return ofAll(samples);
    }

    private double ofAll(double samples) {
        long all = 0;
        for (Sampling<T> shard : shards.get()) {
            all += shard.shares().given();
        }
        return all == 0 ? 0 : samples / all;
    }
}
