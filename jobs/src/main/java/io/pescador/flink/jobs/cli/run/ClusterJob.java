// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.failure.JobFailure;
import io.pescador.flink.jobs.cli.state.StateDirectory;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What {@code flink run} leaves to the program: whether the client waits for the job, and what happens to the job when the client is
 * interrupted. The job keeps running: a client goes away for many reasons, most of which have nothing to do with the job. With Flink's flag
 * {@code -sae} it is cancelled.
 */
@Internal
public final class ClusterJob {

    private static final long CANCELLED_WITHIN_SECONDS = 20;

    private final JobClient client;
    private final String what;
    private final StateDirectory state;
    private final boolean cancelled;

    /**
     * @param what is run, in words
     * @param state where it is saved, or null
     */
    ClusterJob(StreamExecutionEnvironment env, JobClient client, String what, StateDirectory state) {
        this.client = client;
        this.what = what;
        this.state = state;
        cancelled = env.getConfiguration().get(DeploymentOptions.SHUTDOWN_IF_ATTACHED);
    }

    /** Whether the client exits as soon as the job is submitted. */
    public static boolean isDetached() {
        return FlinkEnvironment.ofCluster()
                && !StreamExecutionEnvironment.getExecutionEnvironment()
                        .getConfiguration()
                        .get(DeploymentOptions.ATTACHED);
    }

    void saySubmitted(Terminal terminal) {
        terminal.say(what + ": job " + client.getJobID() + " is submitted, and runs without this client. Stop it with: "
                + stop());
    }

    /** In a shutdown hook. */
    void interrupted(Terminal terminal) {
        if (!cancelled) {
            terminal.say(
                    "interrupted, but job " + client.getJobID() + " runs on, on the cluster. Stop it with: " + stop());
            return;
        }
        try {
            client.cancel().get(CANCELLED_WITHIN_SECONDS, TimeUnit.SECONDS);
            terminal.say("interrupted: job " + client.getJobID() + " is cancelled");
        } catch (ExecutionException | TimeoutException e) {
            terminal.say("interrupted, but job " + client.getJobID() + " could not be cancelled: "
                    + new JobFailure(e).line() + ". Stop it with: " + stop());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String stop() {
        return state == null
                ? "flink cancel " + client.getJobID()
                : "flink stop --savepointPath " + ShellCommand.quoted(state.savepoints()) + " " + client.getJobID();
    }
}
