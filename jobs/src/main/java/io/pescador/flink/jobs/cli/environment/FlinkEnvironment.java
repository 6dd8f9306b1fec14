// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;

/** Flink, either inside this process or as the cluster that {@code flink run} sends jobs to. */
@Internal
public final class FlinkEnvironment {

    private FlinkEnvironment() {}

    /** Whether this process is a client of a cluster. */
    public static boolean ofCluster() {
        return !(StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment);
    }

    /** What {@code flink run --parallelism} says, or how many cores there are here. */
    public static int defaultParallelism() {
        return ofCluster()
                ? StreamExecutionEnvironment.getExecutionEnvironment().getParallelism()
                : Runtime.getRuntime().availableProcessors();
    }

    /** Makes file systems of Flink's plugins known, which nobody does for a job inside this process. */
    public static void fileSystems() {
        Configuration config = configuration();
        FileSystem.initialize(config, PluginUtils.createPluginManagerFromRootFolder(config));
    }

    /**
     * @param parallelism readers side by side
     * @param job what this job needs
     */
    public static StreamExecutionEnvironment create(int parallelism, Configuration job) {
        StreamExecutionEnvironment env;
        if (ofCluster()) {
            env = StreamExecutionEnvironment.getExecutionEnvironment();
            env.configure(job);
            env.setParallelism(parallelism);
        } else {
            Configuration config = configuration();
            // Whoever sits in front of it wants to see a failure, not a job that starts again.
            config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            config.set(PipelineOptions.GENERIC_TYPES, false);
            // Counts come with heartbeats, and whoever waits looks at them every second.
            config.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
            Checkpoints.merge(config, job);
            WebUi.keepPrivate(config);
            env = StreamExecutionEnvironment.createLocalEnvironment(parallelism, config);
        }
        env.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        return env;
    }

    private static Configuration configuration() {
        return System.getenv("FLINK_CONF_DIR") == null ? new Configuration() : GlobalConfiguration.loadConfiguration();
    }
}
