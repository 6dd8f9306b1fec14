// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.source.metrics.SourceStatistics;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.PollResult;

import org.apache.flink.api.connector.source.SourceOutput;

import java.io.IOException;

/** A shard that is being drawn from: the mutable side of a {@link ShardSplit}. */
final class ShardRun<T, R> {

    private final ShardSplit split;
    private final int shard;
    private final int shards;
    private final Sampling<T> sampling;
    private final RecordMapper<T, R> mapper;
    private long allowed;
    private boolean paused;
    private SourceOutput<R> output;

    ShardRun(ShardSplit split, int shards, Sampling<T> sampling, RecordMapper<T, R> mapper) {
        this.split = split;
        shard = split.shard();
        this.shards = shards;
        this.sampling = sampling;
        this.mapper = mapper;
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

    void pause(boolean pause) {
        paused = pause;
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

    /**
     * Sends samples, each with its number in the global order as its timestamp.
     *
     * @param atMost how many, ≥ 1
     * @param bound their numbers are below it
     * @return why it stopped: {@link PollResult#ITEM} where all were sent that may be
     */
    PollResult emit(int atMost, long bound) throws IOException {
        // A watermark may make Flink pause it in the middle of this.
        for (int i = 0; i < atMost && hasRoom() && !paused && nextNumber() < bound; i++) {
            PollResult answer = sampling.poll();
            if (answer != PollResult.ITEM) {
                return answer;
            }
            long draw = sampling.draws() - 1;
            output.collect(mapper.map(shard, draw, sampling), draw * shards + shard);
        }
        return PollResult.ITEM;
    }

    /** The shard as it stands. */
    ShardSplit snapshot() throws IOException {
        return new ShardSplit(shard, split.fingerprint(), sampling.save());
    }

    SourceOutput<R> output() {
        return output;
    }

    void output(SourceOutput<R> opened) {
        output = opened;
    }

    void close() throws IOException {
        sampling.close();
    }
}
