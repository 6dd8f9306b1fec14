// SPDX-License-Identifier: Apache-2.0
/**
 * What is said of a plan or a run, in lines, plots and HTML: {@code check}, {@code simulate}, progress, summary, {@code --report}.
 *
 * <p>Everything here reads; nothing starts or ends a job.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.report.Summary}.
 */
package io.pescador.flink.jobs.cli.report;
