// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

/** What a full {@code fifo} buffer does with one record more. */
public enum Overflow {
    /** The record that has waited longest goes: what is drawn is recent. */
    DROP_OLDEST,
    /** The record that arrives goes: what is drawn has no gaps before the buffer is full. */
    DROP_NEWEST
}
