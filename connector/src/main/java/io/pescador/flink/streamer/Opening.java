// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

/**
 * With what a {@link Streamer} is activated.
 *
 * @param seed the seed of this activation: all of its randomness comes from it
 * @param place a hash of the place in the tree, the same for every activation of that place
 * @param quota the most items that the whole activation may give, however far it has got; {@link Long#MAX_VALUE} where that is not known
 * @param atMost the most items that will be taken from now on, {@link Long#MAX_VALUE} where that is not known
 * @param exact whether that bounds what need be read, too; not so below a filter
 * @param early whether it is opened before its turn, and perhaps in vain: until {@link ActiveStream#adopt} it only reads ahead
 * @param state where to go on from; null for a fresh start
 * @param places what lasts beyond the activation
 * @param number the number of the activation, for the leaf below that is reached without another mux
 */
public record Opening(
        long seed,
        long place,
        long quota,
        long atMost,
        boolean exact,
        boolean early,
        StateIn state,
        Places places,
        ActivationNumber number) {

    private static final long ROOT = 0;

    /** What the whole tree shares. */
    public Session session() {
        return places.session();
    }

    /** Whether no mux lies above. */
    public boolean isRoot() {
        return place == ROOT;
    }

    /** The root of a tree. */
    public static Opening root(long seed, StateIn state, Session session) {
        return new Opening(
                seed,
                ROOT,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                true,
                false,
                state,
                session.places(),
                new ActivationNumber());
    }

    /** Child {@code index} of a mux. */
    public Opening child(long childSeed, int index, long childQuota, long childAtMost, StateIn childState) {
        return new Opening(
                childSeed,
                Seeds.mix(place, index),
                Math.min(quota, childQuota),
                Math.min(atMost, childAtMost),
                exact,
                early,
                childState,
                places,
                new ActivationNumber());
    }

    /** The same place, fresh or going on, under a seed. */
    public Opening again(long otherSeed, long otherAtMost, StateIn otherState) {
        return new Opening(otherSeed, place, quota, otherAtMost, exact, early, otherState, places, number);
    }

    /** The same with other bounds on what will be taken, in all and from now on. */
    public Opening withAtMost(long otherQuota, long otherAtMost) {
        return new Opening(seed, place, otherQuota, otherAtMost, exact, early, state, places, number);
    }

    /** The same where some of what is read is not taken. */
    public Opening loosely() {
        return new Opening(seed, place, quota, atMost, false, early, state, places, number);
    }

    /** The same when its turn has come. */
    public Opening inTurn() {
        return new Opening(seed, place, quota, atMost, exact, false, state, places, number);
    }

    /** The same before its turn. */
    public Opening beforeItsTurn() {
        return new Opening(seed, place, quota, atMost, exact, true, state, places, number);
    }

    /** The same where something else lasts. */
    Opening in(Places others) {
        return new Opening(seed, place, quota, atMost, exact, early, state, others, number);
    }
}
