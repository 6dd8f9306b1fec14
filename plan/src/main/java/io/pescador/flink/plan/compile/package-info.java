// SPDX-License-Identifier: Apache-2.0
/**
 * From an expanded tree to what runs. {@link io.pescador.flink.plan.compile.StreamerCompiler} makes a streamer of it,
 * {@link io.pescador.flink.plan.compile.KeyedMuxCompiler} a keyed mux; {@code Probe} opens some files first, so that what cannot be read is
 * reported at once. {@link io.pescador.flink.plan.compile.VirtualPlan} draws as a plan does without its files, and
 * {@link io.pescador.flink.plan.compile.PinnedPool} puts the files of large plans into a manifest.
 *
 * <p>Begin with {@code StreamerCompiler}. Nothing here reads the text of a plan.
 */
package io.pescador.flink.plan.compile;
