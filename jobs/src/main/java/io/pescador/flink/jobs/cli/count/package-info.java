// SPDX-License-Identifier: Apache-2.0
/**
 * What each stream of a plan gave: an operator that counts, the counts as Flink's accumulator, and the hash of the sequence.
 *
 * <p>Printing them is the work of {@code report}.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.count.Tally}.
 */
package io.pescador.flink.jobs.cli.count;
