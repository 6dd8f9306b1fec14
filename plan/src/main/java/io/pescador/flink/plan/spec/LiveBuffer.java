// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.operators.keyed.Overflow;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/** How live records wait to be drawn. */
@Internal
public sealed interface LiveBuffer extends Serializable {

    /**
     * A random sample of each stream so far, drawn from again and again.
     *
     * @param halfLife null for a uniform sample
     * @param maxRepeats null: no limit
     */
    record Reservoir(int capacity, Double halfLife, Integer maxRepeats, double drawsPerRecord) implements LiveBuffer {}

    /** Each record once at most. */
    record Fifo(int capacity, Overflow overflow) implements LiveBuffer {}

    /** Every record, once. */
    record Spill() implements LiveBuffer {}
}
