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
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** What every reader must know to draw a shard. Immutable; travels in the job graph. */
@Internal
public final class ShardPlan<T, R> implements Serializable {

    private static final long serialVersionUID = 1;

    /** As many samples as there are; readers that do not wait for each other. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** What a reader reads ahead where nothing else is set. */
    public static final long DEFAULT_READ_AHEAD_BYTES = 32L << 20;

    /** When a reader whose shards have ended ends itself. */
    public enum Ending {
        /** At once. */
        ALONE,

        /** Together with the others. */
        TOGETHER
    }

    // What decides the samples.
    private final Streamer<T> streamer;
    private final long seed;
    private final int shards;
    private final RecordMapper<T, R> mapper;

    // How far, how fast.
    private final long most;
    private final double samplesPerSecond;
    private final long mostLead;
    private final Ending ending;

    // How each reader reads.
    private final int threads;
    private final long readAheadBytes;
    private final Duration timeout;
    private final Weigher weigher;

    private ShardPlan(Builder<T> from, RecordMapper<T, R> mapper) {
        streamer = from.streamer;
        seed = from.seed == null ? ThreadLocalRandom.current().nextLong() : from.seed;
        shards = from.shards;
        this.mapper = mapper;
        most = from.most;
        samplesPerSecond = from.samplesPerSecond;
        mostLead = from.mostLead;
        ending = from.ending;
        threads = from.threads == null ? Builder.threadsFor(streamer) : from.threads;
        readAheadBytes = from.readAheadBytes;
        timeout = from.timeout;
        weigher = from.weigher;
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(seed, shards, streamer.signature());
    }

    public long seed() {
        return seed;
    }

    /** How many shards the streamer is cut into. */
    public int shards() {
        return shards;
    }

    // ---- how each reader reads

    public boolean readsAhead() {
        return threads > 0 && streamer.maxOpen() > 0;
    }

    ReadAhead readAhead() {
        return ReadAhead.of(threads, readAheadBytes, timeout, weigher);
    }

    /**
     * Opens a shard, or goes on with it.
     *
     * @param wake called, by any thread, when the shard may have more
     */
    ShardRun<T, R> open(ShardSplit split, ReadStrategy reads, Runnable wake, Consumer<String> report)
            throws IOException {
        WakeCount wakes = new WakeCount(wake);
        Streamer<T> part = streamer.cut(Cut.shard(split.shard(), shards));
        Sampling<T> sampling = Sampling.open(part, seed, split.shard(), split.stateOrNull(), reads, wakes, report);
        return new ShardRun<>(split, shards, sampling, mapper, wakes);
    }

    // ---- how far, how fast

    /** Samples over all shards, {@link #UNLIMITED} for as many as there are. */
    public long most() {
        return most;
    }

    /** What messages call the streamer. */
    public String name() {
        return streamer.name();
    }

    /** What is known beforehand. Streams may end although they count as endless. */
    public boolean bounded() {
        return most != UNLIMITED || streamer.finite();
    }

    /** Whether there is a stop that shards have to share. */
    boolean sharesStop() {
        return most != UNLIMITED && shards > 1;
    }

    /** The most samples a second, over all readers; infinite for no limit. */
    double samplesPerSecond() {
        return samplesPerSecond;
    }

    /** How many samples of the global order a reader may be ahead of the slowest; {@link #UNLIMITED}: they are not paced. */
    public long mostLead() {
        return mostLead;
    }

    /** Whether readers keep together, where there are several. */
    public boolean paced() {
        return shards > 1 && mostLead != UNLIMITED;
    }

    /**
     * Readers end together where the settings say so; where they may yet have to give what another one lacks; and where the plan counted
     * as endless, since Flink may refuse to save what follows a source of which a part has ended.
     */
    Ending ending() {
        return ending == Ending.TOGETHER || sharesStop() || !bounded() ? Ending.TOGETHER : Ending.ALONE;
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

    /** Sets up a plan. The streamer is required; settings are not checked here. */
    public static final class Builder<T> {

        /** More threads than this read no faster from any one machine's disks, and each takes memory. */
        private static final int MOST_THREADS = 64;

        /** A fifth of a second of five million samples. */
        private static final long DEFAULT_LEAD = 1 << 20;

        private Streamer<T> streamer;
        private Long seed;
        private int shards = 1;
        private long most = UNLIMITED;
        private double samplesPerSecond = Double.POSITIVE_INFINITY;
        private long mostLead = DEFAULT_LEAD;
        private Ending ending = Ending.ALONE;
        private Integer threads;
        private long readAheadBytes = DEFAULT_READ_AHEAD_BYTES;
        private Duration timeout;
        private Weigher weigher = new ItemSizeEstimator();

        /** The whole plan. */
        public void streamer(Streamer<T> whole) {
            streamer = Objects.requireNonNull(whole, "streamer");
        }

        /** Not set: drawn when the plan is built. */
        public void seed(long number) {
            seed = number;
        }

        public void shards(int number) {
            shards = number;
        }

        /** @see ShardPlan#most() */
        public void most(long samples) {
            most = samples;
        }

        public void samplesPerSecond(double samples) {
            samplesPerSecond = samples;
        }

        /** @see ShardPlan#mostLead() */
        public void mostLead(long samples) {
            mostLead = samples;
        }

        /** Of readers that need not wait for the others for another reason. */
        public void ending(Ending when) {
            ending = when;
        }

        /** That read ahead in each reader, 0 to read in the task's thread. Not set: as many as streams are open at a time, at most 64. */
        public void threads(int number) {
            threads = number;
        }

        /** Read ahead in each reader. */
        public void readAheadBytes(long bytes) {
            readAheadBytes = bytes;
        }

        /** Of one item. Not set: for ever. */
        public void timeout(Duration longest) {
            timeout = longest;
        }

        /** Of what is read. */
        public void weigher(Weigher ofItems) {
            weigher = Objects.requireNonNull(ofItems, "weigher");
        }

        private static int threadsFor(Streamer<?> streamer) {
            return (int) Math.min(MOST_THREADS, Math.max(1, streamer.maxOpen()));
        }

        /**
         * @throws IllegalStateException if something required is missing, or two settings do not fit
         * @throws IllegalArgumentException if the streamer cannot be cut into so many shards; the message names what can't
         */
        public <R> ShardPlan<T, R> build(RecordMapper<T, R> mapper) {
            if (streamer == null) {
                throw new IllegalStateException("a source needs a streamer: setStreamer(…)");
            }
            if (timeout != null && threads != null && threads == 0) {
                throw new IllegalStateException(
                        "a read timeout needs threads that read: set read threads above 0, or leave out the timeout");
            }
            for (int shard = 0; shard < shards; shard++) {
                streamer.cut(Cut.shard(shard, shards)); // to hear now, not in the job, what cannot be cut
            }
            return new ShardPlan<>(this, mapper);
        }
    }
}
