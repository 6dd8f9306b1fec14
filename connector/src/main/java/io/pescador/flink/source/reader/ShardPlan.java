// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.source.split.Fingerprint;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.ahead.ReadAhead;
import io.pescador.flink.streamer.items.Weigher;
import io.pescador.flink.streamer.spi.ReadStrategy;

import org.apache.flink.annotation.Internal;

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
 * @param mostLead how many samples of the global order a reader may be ahead of the slowest at most; {@link Long#MAX_VALUE}: they are not paced
 */
@Internal
public record ShardPlan<T, R>(
        Streamer<T> streamer,
        long seed,
        int shards,
        long most,
        double samplesPerSecond,
        int threads,
        long budget,
        Duration timeout,
        Weigher weigher,
        boolean endTogether,
        long mostLead,
        RecordMapper<T, R> mapper)
        implements Serializable {

    public Fingerprint fingerprint() {
        return Fingerprint.of(seed, shards, streamer.signature());
    }

    /** What is known beforehand. Streams may end although they count as endless. */
    public boolean bounded() {
        return most != Long.MAX_VALUE || streamer.finite();
    }

    public boolean readsAhead() {
        return threads > 0 && streamer.maxOpen() > 0;
    }

    public ReadAhead readAhead() {
        return ReadAhead.of(threads, budget, timeout, weigher);
    }

    /** Null for none. */
    RateLimit rateLimit(int readers) {
        return samplesPerSecond == 0 ? null : RateLimit.perSecond(samplesPerSecond / readers, System::nanoTime);
    }

    /** Opens a shard, or goes on with it. */
    public ShardRun<T, R> open(ShardSplit split, ReadStrategy reads, Runnable wake, Consumer<String> report)
            throws IOException {
        Streamer<T> part = streamer.cut(Cut.shard(split.shard(), shards));
        Sampling<T> sampling = Sampling.open(part, seed, split.shard(), split.stateOrNull(), reads, wake, report);
        return new ShardRun<>(split, shards, sampling, mapper);
    }

    /** Whether there is a stop that shards have to share. */
    public boolean sharesStop() {
        return most != Long.MAX_VALUE && shards > 1;
    }

    /**
     * Whether a reader that has stopped waits for the others: where the settings say so; where it may yet have to give what another one
     * lacks; and where the plan counted as endless, since Flink may refuse to save what follows a source of which a part has ended.
     */
    public boolean readersWait() {
        return endTogether || sharesStop() || !bounded();
    }

    /** Whether readers keep together, where there are several. */
    public boolean paced() {
        return shards > 1 && mostLead != Long.MAX_VALUE;
    }

    /** Whether some shard lacks streams that others have, so that shares of the whole depend on how far each is. */
    public boolean shardsDiffer() {
        long streams = streamer.signature().leaves();
        // The first shard gets part of what cannot be divided, so the last one does not get all.
        return shards > 1 && (streams(0) < streams || streams(shards - 1) < streams);
    }

    private long streams(int shard) {
        return streamer.cut(Cut.shard(shard, shards)).signature().leaves();
    }
}
