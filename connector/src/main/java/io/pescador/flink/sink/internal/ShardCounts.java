// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.internal;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many batches each shard of a run has given so far, told by the numbers of the batches: the state of a sink for trainers, and what
 * an end marker says.
 *
 * <p>Counts only grow and merge by their maximum, so parts of them may be told twice and in any order. Not thread-safe.
 */
@Internal
public final class ShardCounts implements Serializable {

    private static final long serialVersionUID = 1;

    private final int writers;
    private final long[] counts;

    private ShardCounts(int writers, long[] counts) {
        this.writers = writers;
        this.counts = counts;
    }

    /**
     * Nothing given yet.
     *
     * @param shards number of shards, ≥ 1
     * @param writers the parallelism of the sink that counts
     */
    public static ShardCounts none(int shards, int writers) {
        if (shards < 1) {
            throw new IllegalArgumentException("shards is " + shards + ": a run has at least one shard");
        }
        return new ShardCounts(writers, new long[shards]);
    }

    /** Counts by shard, from 0. */
    public static ShardCounts of(int writers, long... counts) {
        return new ShardCounts(writers, counts);
    }

    /** The parallelism of the sink that counted. */
    public int writers() {
        return writers;
    }

    /** The number of shards. */
    public int shards() {
        return counts.length;
    }

    /** The batches of one shard. */
    public long of(int shard) {
        return counts[shard];
    }

    /** The batches of all shards. */
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /** The number that the next batch of a shard has. */
    public long next(int shard) {
        return counts[shard] * counts.length + shard;
    }

    /** The first number that no batch has, nor any after it, if no shard gives more. */
    public long stop() {
        long stop = 0;
        for (int shard = 0; shard < counts.length; shard++) {
            if (counts[shard] > 0) {
                stop = Math.max(stop, next(shard) - counts.length + 1);
            }
        }
        return stop;
    }

    /** The shard that gives the batch of that number: number = round · shards + shard. */
    public int shardOf(long number) {
        return (int) (number % counts.length);
    }

    /** Notes that the batch of that number, and so all of its shard before it, was given. */
    public void given(long number) {
        int shard = shardOf(number);
        counts[shard] = Math.max(counts[shard], number / counts.length + 1);
    }

    /**
     * Takes over what is known elsewhere.
     *
     * @throws IllegalArgumentException if that is of a run with another number of shards
     */
    public void merge(ShardCounts other) {
        if (other.counts.length != counts.length) {
            throw new IllegalArgumentException("the saved state is of a run with " + other.counts.length
                    + " shards, this run has " + counts.length + ": the number of shards is part of the plan");
        }
        for (int shard = 0; shard < counts.length; shard++) {
            counts[shard] = Math.max(counts[shard], other.counts[shard]);
        }
    }

    /** A copy that goes its own way. */
    public ShardCounts copy() {
        return new ShardCounts(writers, counts.clone());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardCounts that && writers == that.writers && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * writers + Arrays.hashCode(counts);
    }

    /** The counts in the order of the shards, as a JSON list. */
    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}
