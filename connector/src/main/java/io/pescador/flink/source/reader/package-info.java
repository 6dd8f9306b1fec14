// SPDX-License-Identifier: Apache-2.0
/**
 * Draws shards in the task's thread.
 *
 * <p>Begin with {@link io.pescador.flink.source.reader.ShardReader#pollNext}. {@code ShardPlan} travels in the job graph; {@code ShardRun}
 * is one shard being drawn.
 */
package io.pescador.flink.source.reader;
