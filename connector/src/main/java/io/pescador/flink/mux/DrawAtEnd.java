// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.flink.annotation.Internal;

/** What becomes of a draw that finds its stream at the end. */
@Internal
public enum DrawAtEnd {
    /** The next activation in the slot takes it, so that the slot loses no turn. */
    STAYS,
    /** Another slot is drawn, as in pescador. */
    DRAWN_AGAIN;

    /** What {@code weighting} asks for where there are weights, and pescador's behaviour where there are none. */
    public static DrawAtEnd of(FixedPool pool, Weighting weighting) {
        return pool.weights() != null && weighting == Weighting.SHARE ? STAYS : DRAWN_AGAIN;
    }
}
