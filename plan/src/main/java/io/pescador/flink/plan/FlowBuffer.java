// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/** How a flow plan has records wait to be drawn. */
public sealed interface FlowBuffer {

    /**
     * A random sample of each stream so far, drawn from again and again.
     *
     * @param halfLife null for a uniform sample
     * @param maxRepeats null: no limit
     */
    record Reservoir(int capacity, Double halfLife, Integer maxRepeats, double drawsPerRecord) implements FlowBuffer {}

    /**
     * Each record once at most.
     *
     * @param dropsOldest which record goes where there are too many: the oldest, or the one that comes
     */
    record Fifo(int capacity, boolean dropsOldest) implements FlowBuffer {}

    /** Every record, once. */
    record Spill() implements FlowBuffer {}
}
