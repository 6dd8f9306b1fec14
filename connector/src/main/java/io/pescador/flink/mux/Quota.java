// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.commons.rng.UniformRandomProvider;

/** The most samples that one activation may give: at least one, and the mux's {@code rate} on average. */
interface Quota {

    /** An activation may give whatever its stream has. */
    Quota UNLIMITED = (chance, random) -> Long.MAX_VALUE;

    /**
     * @param chance the chance that a draw of the mux hits this activation, in (0, 1]
     * @param random used for this draw only
     * @return a number ≥ 1
     */
    long draw(double chance, UniformRandomProvider random);
}
