// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import org.apache.flink.annotation.Internal;

import org.apache.commons.rng.UniformRandomProvider;

/** The most samples that one activation may give: at least one, and the mux's {@code rate} on average. */
@Internal
public interface Quota {

    /** An activation may give whatever its stream has. */
    Quota UNLIMITED = new Quota() {
        @Override
        public long draw(double chance, UniformRandomProvider random) {
            return Long.MAX_VALUE;
        }

        @Override
        public long drawBySize(double chance, UniformRandomProvider random) {
            return 1;
        }
    };

    /**
     * @param chance the chance that a draw of the mux hits this activation, in (0, 1]
     * @param random used for this draw only
     * @return a number ≥ 1
     */
    long draw(double chance, UniformRandomProvider random);

    /**
     * A quota drawn with a probability proportional to its size: the one that a moment in the middle of a long row of quotas falls into.
     * A uniform part of it is what is left of that quota at that moment (the stationary delay of a renewal process; Cox: "Renewal
     * Theory", 1962), so a stream that begins with it gets its share on average from the first draw on.
     */
    long drawBySize(double chance, UniformRandomProvider random);
}
