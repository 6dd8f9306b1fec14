// SPDX-License-Identifier: Apache-2.0
/**
 * Streams of samples and their steps, without Flink.
 *
 * <p>Begin with {@link io.pescador.flink.streamer.Streamer}: its static methods make leaves, its default methods add steps. Each step is a
 * package-private class here ({@code MapStreamer}, {@code LimitStreamer}, …) on top of {@code StepStreamer}.
 * {@link io.pescador.flink.streamer.Sampling} draws from a tree, with or without Flink.
 *
 * <p>Below lie {@code leaf} and {@code ahead} (activations of leaves; reading ahead), {@code spi} (for those who write a streamer),
 * {@code items} (what leaves read) and {@code state} (saved bytes). None of them imports this package. Allowed libraries: Commons RNG,
 * and the annotations of Flink.
 */
package io.pescador.flink.streamer;
