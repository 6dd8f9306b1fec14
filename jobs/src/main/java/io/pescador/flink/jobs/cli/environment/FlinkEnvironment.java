// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import io.pescador.flink.jobs.cli.console.Launcher;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Flink, either inside this process or as the cluster that {@code flink run} sends jobs to. */
@Internal
public final class FlinkEnvironment {

    private FlinkEnvironment() {}

    /** Whether this process is a client of a cluster. */
    public static boolean ofCluster() {
        // Asking Flink loads hundreds of classes, which half of the commands do not need.
        return !Launcher.startedThis()
                && !(StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment);
    }

    /** What {@code flink run --parallelism} says, or how many cores there are here. */
    public static int defaultParallelism() {
        return ofCluster()
                ? StreamExecutionEnvironment.getExecutionEnvironment().getParallelism()
                : Runtime.getRuntime().availableProcessors();
    }

    /**
     * Makes the file systems of Flink's plugins known, which Flink does not do for a job inside this process.
     *
     * @param paths what the command will read and write, as far as it is known; null and the empty text stand for nothing
     * @throws IOException if the store of a path cannot be reached
     */
    public static void fileSystems(String... paths) throws IOException {
        Configuration config = configuration();
        PluginManager plugins = PluginUtils.createPluginManagerFromRootFolder(config);
        FileSystem.initialize(config, plugins);
        StoreProbe.reach(
                Stream.of(paths).filter(path -> path != null && !path.isEmpty()).toList(), config, plugins);
    }

    /**
     * Finds out whether the store of one more path can be reached, after {@link #fileSystems}. A local path costs nothing.
     *
     * @throws IOException if it cannot be reached
     */
    public static void reach(String path) throws IOException {
        if (!path.isEmpty() && !StoreProbe.stores(List.of(path)).isEmpty()) {
            fileSystems(path);
        }
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
            // An interactive run shows its failure and does not start again.
            config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            config.set(PipelineOptions.GENERIC_TYPES, false);
            // Counts come with heartbeats, and progress is shown every second.
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
