// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;

/**
 * Chooses the mixture of records that flow by. The key says which mux a record belongs to, {@code streamBy} which stream of it, and what
 * leaves is drawn from these streams:
 *
 * <pre>{@code
 * DataStream<Rec> mixed = KeyedMux.on(records.keyBy(Rec::speaker))
 *         .streamBy(Rec::file)
 *         .policy(StochasticPolicy.of(16).rate(64))
 *         .reservoir(256)
 *         .apply("mix");
 * }</pre>
 *
 * <p>The working set, the buffers and the random state of each key are keyed state. Which promise holds where: docs/keyed-mux.md.
 *
 * @param <K> type of a key
 * @param <T> type of a record
 */
@PublicEvolving
public final class KeyedMux<K, T> {

    private final KeyedStream<T, K> records;
    private final StreamSelector<T> stream;
    private final int lanes;
    private final int maxParallelism;

    private KeyedMux() {
        records = null;
        stream = null;
        lanes = 1;
        maxParallelism = 0;
    }

    private KeyedMux(KeyedStream<T, K> records, StreamSelector<T> stream, int lanes, int maxParallelism) {
        this.records = records;
        this.stream = records.getExecutionEnvironment().clean(stream);
        this.lanes = lanes;
        this.maxParallelism = maxParallelism;
    }

    /** A mux that is on no stream: what it is set up to, another owner runs. */
    @Internal
    public static <K, T> KeyedMux<K, T> detached() {
        return new KeyedMux<>();
    }

    /** A mux for each key. A key runs on one task. */
    public static <K, T> On<K, T> on(KeyedStream<T, K> records) {
        return stream -> new KeyedMux<>(records, stream, 1, 0);
    }

    /**
     * One mux over all records, spread over {@code lanes} keys so that tasks share the work evenly. All records of a stream go through the
     * same lane; shares hold inside each lane, and the slots of the policy are divided among them.
     *
     * @param lanes at least 1, and at most the maximum parallelism
     */
    public static <T> On<Integer, T> lanes(DataStream<T> records, int lanes) {
        SubKeys keys = SubKeys.of(lanes, records.getExecutionEnvironment());
        return stream -> {
            StreamSelector<T> cleaned = records.getExecutionEnvironment().clean(stream);
            int[] all = keys.keys();
            return new KeyedMux<>(
                    records.keyBy(
                            record -> {
                                long hash = Seeds.mix(cleaned.stream(record).hashCode(), lanes);
                                return all[(int) (Seeds.unit(hash) * lanes)];
                            },
                            Types.INT),
                    cleaned,
                    lanes,
                    keys.maxParallelism());
        };
    }

    /**
     * How the mux picks. Over streams that are discovered, or not spilled, the policy sees streams that come and go.
     *
     * @param policy such as {@link io.pescador.flink.mux.stochastic.StochasticPolicy}
     */
    public KeyedMuxBuilder<K, T> policy(Policy policy) {
        return new KeyedMuxBuilder<>(this, policy);
    }

    KeyedStream<T, K> records() {
        return records;
    }

    StreamSelector<T> stream() {
        return stream;
    }

    int lanes() {
        return lanes;
    }

    /** 0 where it does not matter. */
    int maxParallelism() {
        return maxParallelism;
    }

    /**
     * Records that are waiting to hear which stream they belong to.
     *
     * @param <K> type of a key
     * @param <T> type of a record
     */
    public interface On<K, T> {

        /** Which stream of its mux a record belongs to. */
        KeyedMux<K, T> streamBy(StreamSelector<T> stream);
    }
}
