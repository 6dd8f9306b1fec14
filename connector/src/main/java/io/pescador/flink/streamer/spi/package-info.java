// SPDX-License-Identifier: Apache-2.0
/**
 * For those who write a {@code Streamer}: what an activation receives, what it answers, and what it saves. Users of the given streamers
 * and muxes need none of it.
 *
 * <p>Begin with {@link io.pescador.flink.streamer.spi.ActiveStream} and
 * {@link io.pescador.flink.streamer.spi.ActivationContext}. {@code ShardContext} is what a whole shard shares, {@code CarriedState} what
 * outlives activations; {@code ReadStrategy} and {@code AsyncReads} are implemented by {@code streamer.ahead}. This package knows
 * {@code items} and {@code state}, and no streamer.
 */
package io.pescador.flink.streamer.spi;
