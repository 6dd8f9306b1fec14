// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.source.reader.RecordMapper;
import io.pescador.flink.source.reader.ShardPlan;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.Weigher;
import io.pescador.flink.streamer.spi.Trace;

import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Preconditions;

import java.time.Duration;
import java.util.Objects;

/**
 * Sets up a {@link StreamerSource}. Required: the streamer and the type of its samples.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class StreamerSourceBuilder<T> {

    /** For {@link #setPace}: readers do not wait for each other. */
    public static final long NO_PACE = ShardPlan.UNLIMITED;

    /** What a reader reads ahead where nothing else is set, in bytes. */
    public static final long DEFAULT_READ_AHEAD_BYTES = ShardPlan.DEFAULT_READ_AHEAD_BYTES;

    private final ShardPlan.Builder<T> plan = new ShardPlan.Builder<>();
    private TypeInformation<T> type;

    StreamerSourceBuilder() {}

    /** What to sample. */
    public StreamerSourceBuilder<T> setStreamer(Streamer<T> streamer) {
        plan.streamer(streamer);
        return this;
    }

    /** The Flink type of a sample. */
    public StreamerSourceBuilder<T> setTypeInformation(TypeInformation<T> type) {
        this.type = Objects.requireNonNull(type, "type");
        return this;
    }

    /** The Flink type of a sample, by its class. */
    public StreamerSourceBuilder<T> setType(Class<T> type) {
        return setTypeInformation(TypeInformation.of(type));
    }

    /** The Flink type of a sample, by a hint: {@code new TypeHint<List<String>>() {}}. */
    public StreamerSourceBuilder<T> setType(TypeHint<T> type) {
        return setTypeInformation(TypeInformation.of(type));
    }

    /** The seed of the plan. Not set: one is drawn when the source is built, and told by {@link StreamerSource#seed()}. */
    public StreamerSourceBuilder<T> setSeed(long seed) {
        plan.seed(seed);
        return this;
    }

    /**
     * Into how many shards the plan is cut, ≥ 1; default 1. Part of the plan: another number gives other samples. It is the ceiling of
     * useful parallelism.
     */
    public StreamerSourceBuilder<T> setShards(int shards) {
        Preconditions.checkArgument(shards >= 1, "shards is %s: a plan has at least one shard", shards);
        plan.shards(shards);
        return this;
    }

    /**
     * Ends after the first {@code samples} of the global order, over all shards; ≥ 0. A shard that has ended is passed over: what it lacks,
     * the others give. Not part of the plan: a resumed job may have another, but none that was passed already. In {@code BATCH} mode with
     * several readers, which may run one after the other, a job fails if one would have to give what another lacked.
     */
    public StreamerSourceBuilder<T> setMaxSamples(long samples) {
        Preconditions.checkArgument(samples >= 0, "max samples is %s: a number of samples is ≥ 0", samples);
        plan.most(samples);
        return this;
    }

    /** The most samples a second, over all readers; not set: as fast as they come. */
    public StreamerSourceBuilder<T> setSamplesPerSecond(double samples) {
        Preconditions.checkArgument(
                samples > 0 && samples < Double.POSITIVE_INFINITY,
                "samples per second is %s: it must be above 0",
                samples);
        plan.samplesPerSecond(samples);
        return this;
    }

    /**
     * How many streams each reader reads side by side; 0 reads in the task's thread. Default: as many as are open at a time, at most 64.
     */
    public StreamerSourceBuilder<T> setReadThreads(int threads) {
        Preconditions.checkArgument(threads >= 0, "read threads is %s: it must be ≥ 0", threads);
        plan.threads(threads);
        return this;
    }

    /** The most bytes that a reader has read and not yet emitted, ≥ 1; default 32 MiB. The stream that is waited for may exceed it. */
    public StreamerSourceBuilder<T> setReadAheadBytes(long bytes) {
        Preconditions.checkArgument(bytes >= 1, "read-ahead bytes is %s: it must be ≥ 1", bytes);
        plan.readAheadBytes(bytes);
        return this;
    }

    /** How large a sample is in memory, for {@link #setReadAheadBytes}. Default: samples, arrays and texts by what is in them, all else 64 bytes. */
    public StreamerSourceBuilder<T> setWeigher(Weigher weigher) {
        plan.weigher(weigher);
        return this;
    }

    /** How long a single item may take before the job fails; not set: for ever. Only threads that read ahead can be given up. */
    public StreamerSourceBuilder<T> setReadTimeout(Duration timeout) {
        Preconditions.checkArgument(
                !timeout.isNegative() && !timeout.isZero(), "read timeout is %s: it must be > 0", timeout);
        plan.timeout(timeout);
        return this;
    }

    /**
     * The most samples of the global order that a reader may be ahead of the slowest, ≥ 1; default 2^20. Readers keep within what the
     * slowest draws in a fifth of a second, and within this. So shares hold for what all readers give together, even if shards have
     * different streams and some are read faster. {@link #NO_PACE} lets each reader, and each shard of a reader, go as fast as it can: what a reader
     * emits then depends on timing, though not what each shard gives. In {@code BATCH} mode they do so
     * anyway, since they may run one after the other there. If you align watermarks on time stamps of your own, use {@code NO_PACE}:
     * otherwise two readers may wait for each other for ever.
     */
    public StreamerSourceBuilder<T> setPace(long mostLead) {
        Preconditions.checkArgument(mostLead >= 1, "the most lead is %s: it must be ≥ 1", mostLead);
        plan.mostLead(mostLead);
        return this;
    }

    /**
     * Makes readers whose shards have ended wait for the others. A checkpoint near the end then holds all shards still, so that the job may
     * be resumed with a later end ({@link #setMaxSamples}); Flink keeps no state of a reader that has ended. Readers that are paced, that
     * share a stop, or whose plan counts as endless do so anyway. In {@code BATCH} mode none does, since readers may run one after the
     * other there.
     */
    public StreamerSourceBuilder<T> setEndTogether(boolean together) {
        plan.ending(together ? ShardPlan.Ending.TOGETHER : ShardPlan.Ending.ALONE);
        return this;
    }

    /**
     * A source of the samples.
     *
     * @throws IllegalArgumentException if the plan cannot be cut into so many shards; the message names what can't
     */
    public StreamerSource<T> build() {
        return new StreamerSource<>(plan(RecordMapper.bare()), type);
    }

    /** A source of the samples with where each came from. */
    public StreamerSource<Sampled<T>> buildWithProvenance() {
        return new StreamerSource<>(plan(StreamerSourceBuilder::withProvenance), new SampledTypeInfo<>(type));
    }

    /** A source of what is made of each sample. */
    @Internal
    public <R> StreamerSource<R> build(RecordMapper<T, R> mapper, TypeInformation<R> made) {
        return new StreamerSource<>(plan(mapper), made);
    }

    private <R> ShardPlan<T, R> plan(RecordMapper<T, R> mapper) {
        Preconditions.checkState(type != null, "a source needs the type of its samples: setTypeInformation(…)");
        return plan.build(mapper);
    }

    private static <T> Sampled<T> withProvenance(int shard, long draw, T sample, Sampling<T> sampling) {
        Trace trace = new Trace();
        sampling.locate(trace);
        return new Sampled<>(shard, draw, trace.epoch(), trace.path(), trace.activation(), trace.offset(), sample);
    }
}
