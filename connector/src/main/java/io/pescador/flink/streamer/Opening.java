// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

/**
 * With what a {@link Streamer} is activated.
 *
 * @param seed the seed of this activation: all of its randomness comes from it
 * @param place a hash of the place in the tree, the same for every activation of that place
 * @param atMost the most items that will be taken, {@link Long#MAX_VALUE} where that is not known
 * @param exact whether that bounds what need be read, too; not so below a filter
 * @param state where to go on from; null for a fresh start
 * @param session what the whole tree shares
 */
public record Opening(long seed, long place, long atMost, boolean exact, StateIn state, Session session) {

    /** The root of a tree. */
    public static Opening root(long seed, StateIn state, Session session) {
        return new Opening(seed, 0, Long.MAX_VALUE, true, state, session);
    }

    /** Child {@code index} of a mux. */
    public Opening child(long childSeed, int index, long childAtMost, StateIn childState) {
        return new Opening(
                childSeed, Seeds.mix(place, index), Math.min(atMost, childAtMost), exact, childState, session);
    }

    /** The same place, fresh or going on, under a seed. */
    public Opening again(long otherSeed, long otherAtMost, StateIn otherState) {
        return new Opening(otherSeed, place, otherAtMost, exact, otherState, session);
    }

    /** The same with another bound on what will be taken. */
    public Opening withAtMost(long otherAtMost) {
        return new Opening(seed, place, otherAtMost, exact, state, session);
    }

    /** The same where some of what is read is not taken. */
    public Opening loosely() {
        return new Opening(seed, place, atMost, false, state, session);
    }
}
