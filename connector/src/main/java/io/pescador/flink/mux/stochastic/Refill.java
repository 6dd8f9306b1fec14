// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

/** When a slot is filled anew whose quota is used up. */
enum Refill {
    /** With its last sample, so that a stream is always either active or a candidate. */
    AT_ONCE,
    /** When it is drawn, and then another slot is drawn instead: pescador's behaviour. */
    WHEN_DRAWN
}
