// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

/** The number of an activation of a leaf, drawn with its first sample. All passes of a cycled leaf in one slot carry the same. */
class ActivationNumber {

    private static final long NONE = -1;

    private long number = NONE;

    /** The number; at the first call the next of the session. */
    final long get(Session session) {
        if (number == NONE) {
            number = session.nextActivation();
        }
        return number;
    }

    /** Whether the activation has given a sample. */
    final boolean isDrawn() {
        return number != NONE;
    }

    /** The number + 1, or 0 where there is none yet. */
    final long saved() {
        return number + 1;
    }

    /** Takes over what {@link #saved} gave. */
    final void restore(long saved) {
        number = saved - 1;
    }
}
