// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;

import org.apache.flink.annotation.Experimental;

/**
 * What a streamer is activated with. Immutable, but for the objects it refers to; used by the drawing thread.
 *
 * @param seed the seed of this activation: all of its randomness comes from it
 * @param path a hash of the path in the tree, the same for every activation there
 * @param quota the most items that the whole activation may give, including those before a resume; {@link Long#MAX_VALUE} if unknown
 * @param atMost the most items that need be read from now on; {@link Long#MAX_VALUE} if unknown, as below a filter
 * @param early whether the stream is opened before its turn, and perhaps in vain: until {@link ActiveStream#adopt} it only reads ahead
 * @param state the state to resume from; null for a fresh start
 * @param shard what the whole tree shares
 * @param carried what outlives the activation
 * @param number the number of the activation, for the leaf that is reached without another mux; null for one of its own
 */
@Experimental
public record ActivationContext(
        long seed,
        long path,
        long quota,
        long atMost,
        boolean early,
        StateIn state,
        ShardContext shard,
        CarriedState carried,
        ActivationNumber number) {

    private static final long ROOT = 0;

    /** The root of a tree. */
    public static ActivationContext root(long seed, StateIn state, ShardContext shard) {
        shard.begin(seed);
        return new ActivationContext(
                seed, ROOT, Long.MAX_VALUE, Long.MAX_VALUE, false, state, shard, shard.carried(), null);
    }

    /** Whether no mux lies above. */
    public boolean isRoot() {
        return path == ROOT;
    }

    /** Child {@code index} of a mux. */
    public ActivationContext child(long childSeed, int index, long childQuota, long childAtMost, StateIn childState) {
        return new ActivationContext(
                childSeed,
                Seeds.mix(path, index),
                Math.min(quota, childQuota),
                Math.min(atMost, childAtMost),
                early,
                childState,
                shard,
                carried,
                null);
    }

    /** The same path under another seed, fresh or resumed. */
    public ActivationContext again(long otherSeed, long otherAtMost, StateIn otherState) {
        return new ActivationContext(otherSeed, path, quota, otherAtMost, early, otherState, shard, carried, number);
    }

    /** The same with other bounds. */
    public ActivationContext bounded(long otherQuota, long otherAtMost) {
        return new ActivationContext(seed, path, otherQuota, otherAtMost, early, state, shard, carried, number);
    }

    /** The same where it is unknown how much has to be read. */
    public ActivationContext unbounded() {
        return bounded(quota, Long.MAX_VALUE);
    }

    /** The same before its turn. */
    public ActivationContext beforeItsTurn() {
        return new ActivationContext(seed, path, quota, atMost, true, state, shard, carried, number);
    }

    /** The same once its turn has come. */
    public ActivationContext inTurn() {
        return new ActivationContext(seed, path, quota, atMost, false, state, shard, carried, number);
    }

    /** The same with an activation number that all passes of a repeated stream share. */
    public ActivationContext numbered() {
        return number != null
                ? this
                : new ActivationContext(
                        seed, path, quota, atMost, early, state, shard, carried, new ActivationNumber());
    }

    /** The same with other carried state. */
    public ActivationContext carrying(CarriedState other) {
        return new ActivationContext(seed, path, quota, atMost, early, state, shard, other, number);
    }
}
