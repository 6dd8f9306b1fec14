// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.source.metrics.SourceStatistics;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.PollResult;

import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

import java.io.IOException;

/** A shard that is being drawn from: the mutable side of a {@link ShardSplit}. */
final class ShardRun<T, R> {

    /** A number of wakes that never is. */
    private static final long NOT_WAITING = -1;

    private final ShardSplit split;
    private final int shard;
    private final int shards;
    private final Sampling<T> sampling;
    private final RecordMapper<T, R> mapper;
    private final WakeCount wakes;
    private final ItemSizeEstimator size = new ItemSizeEstimator();

    /** How often it had been woken when it was asked and had nothing. */
    private long hadNothingAt = NOT_WAITING;

    private long allowed;
    private boolean paused;
    private SourceOutput<R> output;

    ShardRun(ShardSplit split, int shards, Sampling<T> sampling, RecordMapper<T, R> mapper, WakeCount wakes) {
        this.split = split;
        shard = split.shard();
        this.shards = shards;
        this.sampling = sampling;
        this.mapper = mapper;
        this.wakes = wakes;
    }

    int shard() {
        return shard;
    }

    String splitId() {
        return split.splitId();
    }

    long draws() {
        return sampling.draws();
    }

    Sampling<T> sampling() {
        return sampling;
    }

    /** What the shard did so far. */
    SourceStatistics figures() {
        return new SourceStatistics(
                0, sampling.activations(), sampling.empty(), sampling.skipped(), sampling.open(), 0, 0);
    }

    /** The number of the next sample in the global order: round r is sample r of shard 0, 1, 2, … */
    long nextNumber() {
        return sampling.draws() * shards + shard;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    boolean isPaused() {
        return paused;
    }

    /** How many samples it may give, since its beginning. */
    void allow(long samples) {
        allowed = samples;
    }

    /** Whether it may give one more. */
    boolean hasRoom() {
        return sampling.draws() < allowed;
    }

    /** Whether it gave more than allowed. */
    boolean isBeyond() {
        return sampling.draws() > allowed;
    }

    /** How many samples it may yet give. */
    long left() {
        return Math.max(0, allowed - sampling.draws());
    }

    /** Whether it may give its next sample, if that has a number below {@code bound}. */
    boolean mayDraw(long bound) {
        return !paused && hasRoom() && nextNumber() < bound;
    }

    /** Whether it had nothing when it was asked last, and nothing has come since. */
    boolean isWaiting() {
        return hadNothingAt == wakes.get();
    }

    /**
     * Sends samples, each with its number in the global order as its timestamp.
     *
     * @param atMost how many, ≥ 1
     * @param bound their numbers are below it
     * @param budget of the poll
     * @return why it stopped: {@link PollResult#ITEM} where all were sent that may be
     */
    PollResult emit(int atMost, long bound, PollBudget budget, ReaderOutput<R> reader) throws IOException {
        if (output == null) {
            output = reader.createOutputForSplit(splitId());
        }
        long woken = wakes.get();
        // A watermark may make Flink pause it in the middle of this.
        for (int i = 0; i < atMost && !budget.isSpent() && mayDraw(bound); i++) {
            PollResult answer = sampling.poll();
            if (answer != PollResult.ITEM) {
                hadNothingAt = answer == PollResult.PENDING ? woken : NOT_WAITING;
                return answer;
            }
            long draw = sampling.draws() - 1;
            T sample = sampling.sample();
            budget.took(size.bytes(sample));
            output.collect(mapper.map(shard, draw, sample, sampling), draw * shards + shard);
        }
        return PollResult.ITEM;
    }

    /** The shard as it stands. */
    ShardSplit snapshot() throws IOException {
        return new ShardSplit(shard, split.fingerprint(), sampling.save());
    }

    void close() throws IOException {
        sampling.close();
    }
}
