// SPDX-License-Identifier: Apache-2.0
/**
 * Draws shards in the task's thread.
 *
 * <p>Begin with {@link io.pescador.flink.source.reader.ShardReader#pollNext}. {@code ShardPlan} travels in the job graph. Of a reader,
 * {@code ShardRun} is one shard being drawn, {@code Turns} knows whose turn it is, {@code TeamMember} how far it may draw beside the other
 * readers, {@code PollBudget} and {@code RateLimit} how much at a time.
 */
package io.pescador.flink.source.reader;
