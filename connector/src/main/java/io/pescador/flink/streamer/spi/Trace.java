// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Experimental;

import java.util.Arrays;

/**
 * Where a sample came from. Filled from the root of the tree down to the leaf by {@link ActiveStream#locate}, and reused from one sample
 * to the next.
 */
@Experimental
public final class Trace {

    private static final long NONE = -1;

    private int[] path = new int[8];
    private int depth;
    private long epoch = NONE;
    private long activation;
    private long offset;

    /** Forgets the last sample. */
    public void clear() {
        depth = 0;
        epoch = NONE;
        activation = 0;
        offset = 0;
    }

    /** Goes down to child {@code index}. */
    public void child(int index) {
        if (depth == path.length) {
            path = Arrays.copyOf(path, 2 * depth);
        }
        path[depth++] = index;
    }

    /** The pass of a node that repeats; of several the outermost counts. */
    public void epoch(long pass) {
        if (epoch == NONE) {
            epoch = pass;
        }
    }

    /** Arrives at the leaf. */
    public void leaf(long leafActivation, long leafOffset) {
        activation = leafActivation;
        offset = leafOffset;
    }

    /** All that was said so far. */
    public Origin origin() {
        return new Origin(path(), epoch, activation, offset);
    }

    /** Goes on from here down to where a kept sample came from. */
    public void follow(Origin origin) {
        for (int child : origin.path()) {
            child(child);
        }
        if (origin.pass() != NONE) {
            epoch(origin.pass());
        }
        leaf(origin.activation(), origin.offset());
    }

    /** The numbers of the children from the root to the leaf; empty where the root is the leaf. */
    public int[] path() {
        return Arrays.copyOf(path, depth);
    }

    /** The pass through the outermost node that repeats, from 0; 0 where nothing repeats. */
    public long epoch() {
        return Math.max(epoch, 0);
    }

    /**
     * The number of the leaf's activation: activations of a shard are numbered from 0 in the order of their first samples. All passes of a
     * leaf that is itself cycled are one activation; a cycle around a mux has new ones in each pass.
     */
    public long activation() {
        return activation;
    }

    /** How many items the leaf gave before this one, in this pass of this activation. */
    public long offset() {
        return offset;
    }
}
