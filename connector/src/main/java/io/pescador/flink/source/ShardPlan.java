// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.ReadAhead;
import io.pescador.flink.streamer.Reads;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Signature;
import io.pescador.flink.streamer.Streamer;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What every reader must know to draw a shard. Immutable; travels in the job graph.
 *
 * @param streamer the whole plan
 * @param seed of the plan
 * @param shards how many it is cut into
 * @param most samples over all shards, {@link Long#MAX_VALUE} for as many as there are
 * @param samplesPerSecond over all readers, 0 for no limit
 * @param threads that read ahead in each reader, 0 to read in the task's thread
 * @param budget bytes read ahead in each reader
 * @param timeout of one item, or null
 * @param endTogether whether a reader whose shards have ended waits for the others
 */
record ShardPlan<T, R>(
        Streamer<T> streamer,
        long seed,
        int shards,
        long most,
        double samplesPerSecond,
        int threads,
        long budget,
        Duration timeout,
        ReadAhead.Weigher weigher,
        boolean endTogether,
        Envelope<T, R> envelope)
        implements Serializable {

    Fingerprint fingerprint() {
        return Fingerprint.of(seed, shards, Signature.of(streamer));
    }

    boolean bounded() {
        return most != Long.MAX_VALUE || streamer.finite();
    }

    boolean readsAhead() {
        return threads > 0 && streamer.maxOpen() > 0;
    }

    ReadAhead readAhead() {
        return ReadAhead.of(threads, budget, timeout, weigher);
    }

    /** Null for none. */
    RateLimit rateLimit(int readers) {
        return samplesPerSecond == 0 ? null : RateLimit.perSecond(samplesPerSecond / readers);
    }

    /** Opens a shard, or goes on with it. */
    ShardRun<T, R> open(ShardSplit split, Reads reads, Runnable wake, Consumer<String> report) throws IOException {
        Streamer<T> part = streamer.cut(Cut.shard(split.shard(), shards));
        Sampling<T> sampling = Sampling.open(part, seed, split.shard(), split.stateOrNull(), reads, wake, report);
        long most = mostOf(split.shard());
        if (sampling.draws() > most) {
            sampling.close();
            throw new RefusedStateException(sampling.draws() + " samples were drawn of shard " + split.shard()
                    + " before, and it is to end after " + most + ", its part of " + this.most
                    + ": resume with a later end");
        }
        return new ShardRun<>(split, shards, most, sampling, envelope);
    }

    /** How many of the first {@code most} samples of the global order are a shard's. */
    private long mostOf(int shard) {
        return most == Long.MAX_VALUE ? most : Math.max(0, (most - shard + shards - 1) / shards);
    }
}
