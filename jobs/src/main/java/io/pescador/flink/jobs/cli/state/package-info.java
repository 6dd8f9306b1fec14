// SPDX-License-Identifier: Apache-2.0
/**
 * The directory of {@code --state}: what was run, checkpoints, marks, and the locks that keep other processes out.
 *
 * <p>The samplers' own state is Flink's business and the connector's; here is only where it lies and which of it is the latest.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.state.StateDirectory}.
 */
package io.pescador.flink.jobs.cli.state;
