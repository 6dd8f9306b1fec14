// SPDX-License-Identifier: Apache-2.0
/**
 * What the program says to people, and how: standard error, standard output, exit codes, numbers in words, command lines.
 *
 * <p>The lowest room of the command line: it knows no plan, no job and nothing of Flink.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.console.Terminal}.
 */
package io.pescador.flink.jobs.cli.console;
