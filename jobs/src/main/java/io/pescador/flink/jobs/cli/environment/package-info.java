// SPDX-License-Identifier: Apache-2.0
/**
 * The Flink that jobs run in: inside this process, or a cluster behind {@code flink run}.
 *
 * <p>Here are the settings that depend on which of the two it is: checkpoints, file systems, the web UI, and paths as both can open them.
 * It does not know what a job does.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.environment.FlinkEnvironment}.
 */
package io.pescador.flink.jobs.cli.environment;
