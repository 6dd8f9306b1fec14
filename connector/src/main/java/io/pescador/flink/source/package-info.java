// SPDX-License-Identifier: Apache-2.0
/**
 * Sampling as a Flink source.
 *
 * <p>Begin with {@link io.pescador.flink.source.StreamerSource}; its builder has all settings. {@code Sampled} is a sample with its
 * provenance; Flink's type information lies beside it, since each of the two refers to the other. The source is made of {@code reader},
 * {@code enumerator}, {@code split} and {@code metrics}, which do not import this package.
 */
package io.pescador.flink.source;
