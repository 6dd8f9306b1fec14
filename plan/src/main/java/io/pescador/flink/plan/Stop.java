// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/**
 * When a job is done.
 *
 * @param unit what is counted
 * @param count how many, ≥ 1, over all shards
 * @param place where the plan says so
 */
public record Stop(Unit unit, long count, Place place) {

    /** What a job counts. */
    public enum Unit {
        /** Samples, before they are put into batches. */
        SAMPLES,
        /** Batches. */
        BATCHES,
        /** Whole passes through the plan. */
        EPOCHS;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
