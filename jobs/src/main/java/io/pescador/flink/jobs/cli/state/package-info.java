// SPDX-License-Identifier: Apache-2.0
/**
 * The directory of {@code --state}: what was run, checkpoints, marks, and the locks that keep other processes out.
 *
 * <p>What is in a checkpoint is up to Flink and the connector. This package knows where checkpoints are and which is the latest.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.state.StateDirectory}.
 */
package io.pescador.flink.jobs.cli.state;
