// SPDX-License-Identifier: Apache-2.0
/**
 * What the source reports: metrics, the accumulator of a job, and the time that a reader waited.
 *
 * <p>Begin with {@link io.pescador.flink.source.metrics.SourceStatistics}. docs/source.md lists the metrics.
 */
package io.pescador.flink.source.metrics;
