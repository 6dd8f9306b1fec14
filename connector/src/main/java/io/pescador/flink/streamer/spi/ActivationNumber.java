// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Internal;

/** The number of a leaf's activation, assigned with its first sample. All passes of a repeated leaf in one slot share it. */
@Internal
public class ActivationNumber {

    private static final long NONE = -1;

    private long number = NONE;

    /** The number; the first call takes the next one of the shard. */
    public final long get(ShardContext shard) {
        if (number == NONE) {
            number = shard.nextActivation();
        }
        return number;
    }

    /** Whether the activation has given a sample. */
    public final boolean isDrawn() {
        return number != NONE;
    }

    /** The number + 1, or 0 where there is none yet. */
    public final long saved() {
        return number + 1;
    }

    /** Restores what {@link #saved} returned. */
    public final void restore(long saved) {
        number = saved - 1;
    }
}
