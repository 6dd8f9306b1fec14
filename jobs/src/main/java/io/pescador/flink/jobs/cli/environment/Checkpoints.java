// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.FileUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How often a job saves its state, and how many failures to save it tolerates. */
@Internal
public final class Checkpoints {

    private static final Duration EVERY = Duration.ofSeconds(10);

    /**
     * A checkpoint waits while the consumer of the output holds the job back, over a weekend too. That is only a delay: nothing was drawn that
     * it would save. So it must not count as failed, as it does by default after 10 minutes.
     */
    private static final Duration MAY_WAIT = Duration.ofDays(365);

    /** Some in a row may fail, since stores do at times. With one more the job fails, since its user relies on saved state. */
    private static final int MAY_FAIL = 3;

    private Checkpoints() {}

    public static void configure(Configuration job) {
        job.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, EVERY);
        job.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, MAY_WAIT);
        job.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, MAY_FAIL);
    }

    /** For a job that needs checkpoints but is never resumed: on this machine they are in a temporary directory. */
    public static void configureTemporary(Configuration job) throws IOException {
        configure(job);
        if (!FlinkEnvironment.ofCluster()) {
            Path folder = Files.createTempDirectory("pescador-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteDirectoryQuietly(folder.toFile())));
            job.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        }
    }

    /** Adds a job's settings to Flink's configuration. The job says whether there are checkpoints, the configuration how. */
    static void merge(Configuration flink, Configuration job) {
        boolean any = job.contains(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        Configuration merged = new Configuration(job);
        keep(CheckpointingOptions.CHECKPOINTING_INTERVAL, flink, merged, any);
        keep(CheckpointingOptions.CHECKPOINTING_TIMEOUT, flink, merged, any);
        keep(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, flink, merged, any);
        flink.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
        flink.addAll(merged);
    }

    private static <T> void keep(ConfigOption<T> option, Configuration flink, Configuration merged, boolean any) {
        if (any && flink.contains(option)) {
            merged.set(option, flink.get(option));
        }
    }
}
