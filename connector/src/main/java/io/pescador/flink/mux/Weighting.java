// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import org.apache.flink.annotation.PublicEvolving;

/** What the weights of a mux mean. */
@PublicEvolving
public enum Weighting {
    /** The long-run share of a stream is its weight, whatever the number of slots, the rate and the lengths. */
    SHARE,
    /** What pescador 3.0 does, kept for reproduction: weights order the draws among the active streams only. */
    PESCADOR
}
