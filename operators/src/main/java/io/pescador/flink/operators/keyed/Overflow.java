// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.annotation.PublicEvolving;

/** What a full {@code fifo} buffer does when a record arrives. */
@PublicEvolving
public enum Overflow {
    /** Drops the record that has waited longest: what is drawn is recent. */
    DROP_OLDEST,
    /** Drops the record that arrives: what is drawn has no gaps before the buffer is full. */
    DROP_NEWEST
}
