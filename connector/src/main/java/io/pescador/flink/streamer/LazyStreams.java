// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.Signature;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * The streams of a pool that are made when they are asked for: a million of them need not be sent with the plan, nor be held. A mux keeps
 * such a list as it is, where it would copy any other; so it must be immutable.
 *
 * <p>The streams are alike: what {@link #model()} says of {@link Streamer#finite()}, {@link Streamer#divisible()},
 * {@link Streamer#maxOpen()} and of how finely it can be cut holds for each. {@link #get} may make an object each time; it is called about
 * twice an activation.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public abstract class LazyStreams<T> extends AbstractList<Streamer<T>> implements RandomAccess, Serializable {

    /**
     * Gets what the streams are made from, unless that was done before; called before the first of them is opened. {@link #get} must work
     * without.
     *
     * @throws IOException if it cannot be had; the message names it and the way out
     */
    public abstract void load() throws IOException;

    /** A stream like all others. Loads nothing. */
    public abstract Streamer<T> model();

    /** Adds what the streams are to a signature; one by one, unless there is a shorter way. */
    public void sign(Signature signature) {
        for (Streamer<T> stream : this) {
            stream.sign(signature);
        }
    }

    /** In short: a list in words would name them all. */
    @Override
    public String toString() {
        return size() + " streams like " + model().name();
    }
}
