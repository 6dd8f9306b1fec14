// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs of the command line from their start to their summary: the graph, Ctrl-C, the cluster, the end.
 *
 * <p>It joins the rooms below it. It knows no flags; commands give it what flags say.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cli.run.SampleJob} (the graph) and {@link io.pescador.flink.jobs.cli.run.SampleRun} (its life).
 */
package io.pescador.flink.jobs.cli.run;
