// SPDX-License-Identifier: Apache-2.0
/**
 * The commands of {@code pescador}, and nothing else.
 *
 * <p>A command is a picocli class: it reads flags, loads the plan, checks what can be checked before a job starts, and hands over to a room
 * below. Jobs, files, messages about failures and reports live in those rooms; no other room imports picocli.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.Pescador}, then {@code SampleCommand}.
 *
 * <p>The command line has no Java API but {@code Pescador}; everything else here is internal.
 */
package io.pescador.flink.jobs.cli;
