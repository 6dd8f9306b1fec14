// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;

/**
 * What to draw next: a pure state machine that does not know where items come from. It has no item type, does no I/O, reads no clock,
 * calls nothing back, and knows nothing of Flink. It serves a source's shard, a keyed operator and a plain loop alike.
 *
 * <p>The protocol: {@link #pick()} names a slot. Its owner opens the slot's {@link #stream} if it is not open yet, under a seed that is
 * mixed from the mux's own seed and the {@link #ordinal}; asks it for an item; then says either {@link #emitted()} or {@link #ended()}.
 * Saving is legal at any moment in between. Used by one thread.
 */
@Experimental
public interface Picker {

    /** No slot: the mux is at its end. */
    int NONE = -1;

    int[] NO_SLOTS = {};

    /**
     * A draw of the root begins: weights that change in this round do so now. Only needed where the pool has
     * {@linkplain FixedPool#revisions() revisions}; free where none is due.
     *
     * @param round the number of the draw, in its shard
     * @return the slots whose activations end here, to be closed; what {@link #takeFilled} says is opened then
     */
    default int[] revise(long round) {
        return NO_SLOTS;
    }

    /** The slot that gives the next sample, or {@link #NONE} at the end. Repeats its answer until {@link #emitted} or {@link #ended}. */
    int pick();

    /**
     * The next of the slots that {@link #pick} filled in passing and that were not taken yet, in the order in which it filled them;
     * {@link #NONE} if there are no more. The slot picked need not be one of them. They are opened in this order, since rotating leaves
     * begin where the opening before stopped.
     */
    default int takeFilled() {
        return NONE;
    }

    /**
     * The picked slot gave one sample.
     *
     * @return whether its quota is used up: its stream is to be closed, and the slot holds another activation from now on, or none until a
     *     later {@link #pick} fills it
     */
    boolean emitted();

    /** The picked slot's stream is at its end: it is to be closed, and the slot may hold another activation from now on. */
    void ended();

    /** How many slots there are; they are numbered from 0. */
    int slots();

    /** The number in the pool of the stream that a slot holds; {@link #NONE} where it holds none that can be drawn. */
    int stream(int slot);

    /** The number of the activation that a slot holds, among all activations of the mux. */
    long ordinal(int slot);

    /** The most samples that the activation in a slot may give in all; {@link Long#MAX_VALUE} where there is no bound. */
    default long quota(int slot) {
        return Long.MAX_VALUE;
    }

    /** The most samples that the activation in a slot may still give. */
    default long remaining(int slot) {
        return Long.MAX_VALUE;
    }

    /** How many activations were made, where the next ones can be foreseen; 0 elsewhere. */
    default long activations() {
        return 0;
    }

    /**
     * What the activation after {@code ahead} others will probably be: a hint, so that it can be opened before its turn. It came true if
     * the activation of the same ordinal, once a slot holds it, is of the same stream.
     *
     * @param ahead ≥ 0
     * @return null where it cannot be foreseen
     */
    default Foreseen foresee(int ahead) {
        return null;
    }

    /** An activation that is expected. */
    record Foreseen(int stream, long ordinal, long quota) {}

    /** The activation of the mux is closed, perhaps not for the first time. */
    default void close() {}

    void save(StateOut out) throws IOException;
}
