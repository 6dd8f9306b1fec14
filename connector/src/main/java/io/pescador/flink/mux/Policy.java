// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.state.NodeKind;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What a mux draws, without the streams that it draws from: all that makes a kind of mux. {@link Mux} runs it in a plain loop and in a
 * shard of the source, the keyed mux over records that flow by; the same seed draws the same in all of them.
 *
 * <p>An implementation is an immutable record of settings. A kind of your own needs nothing else: pass it to {@link Mux#of}.
 */
@Experimental
public interface Policy extends Serializable {

    /** The word for this kind of mux, as plans and messages use it. */
    String kind();

    /** What its saved state begins with. */
    default NodeKind node() {
        return NodeKind.OTHER_MUX;
    }

    /** All settings in words: state is only resumed under the same ones. */
    String settings();

    /**
     * The policy over streams that are all known.
     *
     * @throws IllegalArgumentException if it does not fit the pool; the message says why, and the way out
     */
    Pickers<Picker> over(FixedPool pool);

    /**
     * The policy over streams that come and go.
     *
     * @throws IllegalArgumentException if it does not fit such a pool, or needs a fixed one
     */
    default Pickers<LivePicker> over(LivePool pool) {
        throw new IllegalArgumentException("a " + kind() + " mux needs streams that are all known beforehand:"
                + " in a keyed mux, add streams(…) and spill()");
    }

    /** How many slots there are over a pool of so many streams: the most streams that are active at a time. */
    int slots(int streams);

    /** Whether a stream may hold several slots at a time. */
    default boolean repeatsStreams() {
        return false;
    }

    /** Whether every activation over the pool ends. Static: what cannot be known counts as endless. */
    boolean finite(FixedPool pool);

    /** The long-run share of each stream, of sum 1; null where there is no such thing. */
    default double[] targetShares(FixedPool pool) {
        return null;
    }

    /** Whether its pickers follow {@linkplain FixedPool#revisions() weights that change}. */
    default boolean followsRevisions() {
        return false;
    }

    /** How the pool is dealt to shards; where its weights change, each shard has a part of each stream instead. */
    default Sharding sharding() {
        return Sharding.EACH_CUT;
    }

    /**
     * The policy of a shard.
     *
     * @throws IllegalArgumentException if there are too many shards; the message has both numbers
     */
    default Policy part(Cut part) {
        return this;
    }

    /** Whether records of streams that hold no slot pass by a keyed mux, instead of waiting in a buffer. */
    default boolean passesWaitingStreams() {
        return false;
    }

    /** Whether every stream that ends is given to its last sample, sooner or later. */
    default boolean givesAll() {
        return true;
    }

    /**
     * The most that the active streams take together, at any time.
     *
     * @param each what each stream takes while it is active
     */
    default long most(long[] each) {
        int slots = slots(each.length);
        if (repeatsStreams()) {
            return slots * Arrays.stream(each).max().orElse(0);
        }
        long[] rising = each.clone();
        if (slots < rising.length) {
            Arrays.sort(rising);
        }
        return Arrays.stream(rising, Math.max(0, rising.length - slots), rising.length)
                .sum();
    }
}
