// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.StateOut;

import java.io.IOException;

/**
 * What to draw next: a pure state machine that does not know where items come from. It has no item type, does no I/O, reads no clock, and
 * knows nothing of Flink. There is one kind for each kind of mux; it serves a source's shard, a keyed operator and a plain loop alike.
 *
 * <p>The protocol: {@link #pick()} names a slot; whoever holds the streams opens {@link #stream} under {@link #seed} if that slot holds
 * none yet, and asks it for an item; then says either {@link #given()} or {@link #ended()}. Saving is legal at any moment in between.
 */
public interface Picker {

    /** No slot: the mux is at its end. */
    int NONE = -1;

    /** The slot that gives the next sample, or {@link #NONE} at the end. Repeats its answer until {@link #given} or {@link #ended}. */
    int pick();

    /**
     * The picked slot gave one sample.
     *
     * @return whether its quota is used up: its stream is to be closed, and the slot may hold another activation from now on
     */
    boolean given();

    /** The picked slot's stream is at its end: it is to be closed, and the slot may hold another activation from now on. */
    void ended();

    /** How many slots there are; they are numbered from 0. */
    int slots();

    /** The number in the pool of the stream that a slot holds; {@link #NONE} where it holds none that can be drawn. */
    int stream(int slot);

    /** The seed of the activation that a slot holds. */
    long seed(int slot);

    /** How many samples the activation in a slot may still give. */
    long quotaLeft(int slot);

    void save(StateOut out) throws IOException;
}
