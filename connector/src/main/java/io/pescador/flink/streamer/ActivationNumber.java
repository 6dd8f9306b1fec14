// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

/**
 * The number of an activation of a leaf. Whoever fills a slot makes one, and the leaf draws it with its first sample, so that all passes
 * of a cycled leaf in one slot carry the same.
 */
final class ActivationNumber {

    private static final long NONE = -1;

    private long number = NONE;

    /** The number; at the first call the next of the session. */
    long get(Session session) {
        if (number == NONE) {
            number = session.nextActivation();
        }
        return number;
    }

    /** Whether the activation has given a sample. */
    boolean isDrawn() {
        return number != NONE;
    }

    /** The number + 1, or 0 where there is none yet. */
    long saved() {
        return number + 1;
    }

    /** Takes over what {@link #saved} gave. */
    void restore(long saved) {
        number = saved - 1;
    }
}
