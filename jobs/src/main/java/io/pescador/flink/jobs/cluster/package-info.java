// SPDX-License-Identifier: Apache-2.0
/**
 * Plans as jobs of a cluster that a platform runs: application mode, session clusters, the Kubernetes operator.
 *
 * <p>The platform owns the job here: it says where and how often state is saved, restarts, stops and upgrades. So nothing in this room
 * waits for a result, ends the process, or writes, deletes or claims anything before the job runs: {@code main} may run again at any time.
 * The graph of the job is that of the command line, in {@code cli.run}.
 *
 * <p>Begin with {@link io.pescador.flink.jobs.cluster.PlanJob}.
 */
package io.pescador.flink.jobs.cluster;
