// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * When a job is done.
 *
 * @param unit what is counted
 * @param count how many, ≥ 1, over all shards
 */
@Internal
public record Stop(Unit unit, long count) implements Serializable {

    /** What a job counts. */
    public enum Unit {
        /** Samples, before they are put into batches. */
        SAMPLES,
        /** Batches. */
        BATCHES,
        /** Whole passes through the plan. */
        EPOCHS
    }
}
