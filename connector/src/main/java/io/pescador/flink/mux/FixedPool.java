// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.structure.Arguments;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a policy sees of a pool whose streams are all known beforehand: they are numbers from 0 on.
 *
 * <p>Weights belong to the pool, not to the policy: what a stream counts is a matter of the stream.
 */
@Experimental
public interface FixedPool extends Serializable {

    /** How many streams there are, at least 1. */
    int size();

    /** A weight ≥ 0 for each stream; null where all count the same. Of sum 1, or less for a part of a pool. Not to be changed. */
    double[] weights();

    /** How the weights change while a run is under way. */
    default WeightRevisions revisions() {
        return WeightRevisions.NONE;
    }

    /** How much of each stream belongs to the pool, where shards have parts of streams; null for all of each. Not to be changed. */
    default double[] fractions() {
        return null;
    }

    /** The number of a stream in the whole pool, of which a shard may have a part. */
    default int id(int stream) {
        return stream;
    }

    /** How many samples an activation of each stream gives, less than 0 where that is not known; null if none is known. */
    default long[] knownLengths() {
        return null;
    }

    /** Whether every stream ends. */
    default boolean finite() {
        return true;
    }

    /** How much of the whole pool this is, in (0, 1]: less than 1 for a shard's part. */
    default double portion() {
        return 1;
    }

    /** The weights and fractions together, of sum 1: the shares that are asked for. */
    default double[] shares() {
        double[] sizes = PoolPart.sizes(this);
        if (sizes == null) {
            sizes = new double[size()];
            Arrays.fill(sizes, 1);
        }
        return Arguments.weights(sizes, size());
    }

    /** @throws IllegalArgumentException if there are weights, which mean nothing to a {@code kind} of mux */
    default void refuseWeights(String kind) {
        if (weights() != null) {
            throw new IllegalArgumentException(weightless(kind));
        }
    }

    static String weightless(String kind) {
        return "a " + kind + " mux takes its streams in order, so weights mean nothing: leave them out";
    }

    /**
     * Streams held by the caller. All of them end.
     *
     * @param weights a weight ≥ 0 for each stream, of any sum; null for none
     * @throws IllegalArgumentException if a weight is wrong; the message names it
     */
    static FixedPool of(int streams, double[] weights) {
        return new DeclaredStreams(streams, weights == null ? null : Arguments.weights(weights, streams));
    }
}
