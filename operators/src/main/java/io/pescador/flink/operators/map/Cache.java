// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.streamer.Replay;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.state.ItemCodec;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Replays samples at random (pescador's {@code cache}), on a streamer before a mux or on a stream of records after it. The first {@code n}
 * samples pass in order and are kept; then each sample given is a new one with probability {@code fresh}, which replaces a kept one at
 * random, or a kept one. So each sample that comes is given at once, and 1 / fresh − 1 kept ones follow it on average.
 *
 * <p>On a stream each subtask has a cache, on a keyed stream each key. Immutable.
 */
@PublicEvolving
public final class Cache {

    private final Replay replay;
    private final long seed;

    private Cache(Replay replay, long seed) {
        this.replay = replay;
        this.seed = seed;
    }

    /**
     * @param n how many samples are kept, ≥ 1
     * @param fresh the probability of a new sample, above 0 and at most 1
     */
    public static Cache of(int n, double fresh) {
        return new Cache(new Replay(n, fresh), 0);
    }

    /** The seed of the choice on streams of records, default 0; each subtask or key derives its own. A streamer has its activation's. */
    public Cache seed(long seed) {
        return new Cache(replay, seed);
    }

    /** A cache of a streamer. @param codec how kept samples are saved */
    public <T> Streamer<T> on(Streamer<T> streamer, ItemCodec<T> codec) {
        return streamer.cache(replay.capacity(), replay.fresh(), codec);
    }

    /**
     * A cache of the records that reach a subtask, or of those of a key if the stream is keyed. Kept records leave with the timestamp of the
     * new one that they follow.
     */
    public <T> SingleOutputStreamOperator<T> on(DataStream<T> records, String name) {
        if (records instanceof KeyedStream<T, ?> keyed) {
            return keyed.transform(name, records.getType(), new KeyedCacheOperator<>(replay, seed, records.getType()));
        }
        return records.transform(name, records.getType(), new CacheOperator<>(replay, seed, records.getType()));
    }
}
