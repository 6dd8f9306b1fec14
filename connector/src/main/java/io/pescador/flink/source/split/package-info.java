// SPDX-License-Identifier: Apache-2.0
/**
 * The splits of the source and their saved bytes. A split is a shard of a plan with all the state that its reader has.
 *
 * <p>Begin with {@link io.pescador.flink.source.split.ShardSplit}. {@code Fingerprint} tells whether saved state belongs to the plan.
 */
package io.pescador.flink.source.split;
