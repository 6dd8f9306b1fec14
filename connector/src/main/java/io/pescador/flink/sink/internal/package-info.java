// SPDX-License-Identifier: Apache-2.0
/**
 * What the sinks for trainers share: the counts of each shard, which are their state, and the end of a run.
 *
 * <p>Begin with {@link io.pescador.flink.sink.internal.TrainerSink}. {@code ShardProgress} follows the shards of one writer,
 * {@code EndOfRunOperator} acts once all writers have ended. Not for users.
 */
package io.pescador.flink.sink.internal;
