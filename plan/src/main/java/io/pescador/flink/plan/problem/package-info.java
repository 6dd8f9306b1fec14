// SPDX-License-Identifier: Apache-2.0
/**
 * What is wrong, and where, in a sentence for the plan's author. {@link io.pescador.flink.plan.problem.Problems} gathers mistakes while a
 * plan is read, so that all of them are reported at once. {@link io.pescador.flink.plan.problem.Reasons} turns an exception into one line.
 *
 * <p>Begin with {@code Problems}. Nothing here knows the keys of a plan, its tree, or the command line.
 */
package io.pescador.flink.plan.problem;
