// SPDX-License-Identifier: Apache-2.0
/**
 * A failed job in one line: what failed, where, why, and the way out.
 *
 * <p>Why comes from the plan's {@code Reasons}; what only a command knows is added here: the output, the state directory, and the activity that
 * a stack trace shows.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.failure.JobFailure}.
 */
package io.pescador.flink.jobs.cli.failure;
