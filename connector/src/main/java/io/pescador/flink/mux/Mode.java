// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

/** How often a {@link StochasticMux} may activate a stream. Source: pescador, {@code StochasticMux(mode=…)}. */
public enum Mode {
    /** A stream may hold several slots at a time, and is a candidate always. */
    WITH_REPLACEMENT,
    /** A stream holds one slot at most, and is a candidate again when it ends. */
    SINGLE_ACTIVE,
    /** A stream is activated once at most. */
    EXHAUSTIVE
}
