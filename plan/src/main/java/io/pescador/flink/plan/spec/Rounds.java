// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * How the samples of a plan are counted in rounds: a round is one draw at the root of each shard.
 *
 * @param shards how many there are
 * @param batch how many samples a batch of the plan has; 1 where it makes none
 * @param drawn how many samples a draw at the root gives: a batch, or 1
 */
@Internal
public record Rounds(int shards, int batch, int drawn) implements Serializable {

    /** What a plan counts. */
    public enum Unit {
        /** Samples of all shards, in the global order. */
        SAMPLES,
        /** Batches of all shards. */
        BATCHES
    }

    /** A number of samples or batches. */
    public record Extent(Unit unit, long count) implements Serializable {

        /** Nothing. */
        public static final Extent NONE = new Extent(Unit.SAMPLES, 0);
    }

    /** Of a run in one shard that makes no batches. */
    public Rounds withoutBatches() {
        return new Rounds(1, batch, 1);
    }

    /** How many samples these are. */
    public long samples(Extent extent) {
        return extent.unit() == Unit.SAMPLES ? extent.count() : Math.multiplyExact(extent.count(), batch);
    }

    /** The first round that begins after so many samples, or with the last of them. */
    public long of(Extent extent) {
        long each = (long) shards * drawn;
        return Math.floorDiv(samples(extent) + each - 1, each);
    }
}
