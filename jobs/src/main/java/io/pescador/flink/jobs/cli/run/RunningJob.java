// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.state.StateDirectory;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.concurrent.ExecutionException;

/** A job that was submitted, here or on a cluster, until it ends or Ctrl-C comes. */
final class RunningJob {

    private final JobClient client;
    private final ClusterJob cluster;
    private final Terminal terminal;

    private RunningJob(JobClient client, ClusterJob cluster, Terminal terminal) {
        this.client = client;
        this.cluster = cluster;
        this.terminal = terminal;
    }

    /**
     * Submits the job that an environment holds.
     *
     * @param command that runs it
     * @param plan its plan file
     * @param state where it is saved, or null
     */
    static RunningJob submit(
            StreamExecutionEnvironment env, String command, String plan, StateDirectory state, Terminal terminal)
            throws Exception {
        JobClient client = env.executeAsync(command + " " + plan);
        boolean here = !FlinkEnvironment.ofCluster();
        return new RunningJob(client, here ? null : new ClusterJob(env, client, plan, state), terminal);
    }

    JobClient client() {
        return client;
    }

    /** Whether the client exits now, and the job runs without it; then this says how to stop the job. */
    boolean isLeftAlone() {
        if (ClusterJob.isDetached()) {
            cluster.saySubmitted(terminal);
            return true;
        }
        return false;
    }

    /**
     * Waits for the end. A process that is being interrupted ends by that and by nothing else: then this does not return.
     *
     * @param interrupt what Ctrl-C does with a job of this process; it runs in a shutdown hook
     * @param ended runs as soon as the job has ended, either way
     */
    JobExecutionResult await(Runnable interrupt, Runnable ended) throws InterruptedException, ExecutionException {
        Thread hook = new Thread(cluster == null ? interrupt : () -> cluster.interrupted(terminal));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return client.getJobExecutionResult().get();
        } finally {
            ended.run();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) { // it runs
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}
