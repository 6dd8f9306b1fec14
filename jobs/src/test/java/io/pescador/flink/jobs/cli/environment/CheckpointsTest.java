// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class CheckpointsTest {

    @Test
    void aCheckpointThatWaitsForATrainerIsNotAFailedOne() {
        Configuration flink = new Configuration();
        Checkpoints.merge(flink, job());
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isEqualTo(Duration.ofSeconds(10));
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_TIMEOUT)).isGreaterThan(Duration.ofDays(30));
        assertThat(flink.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)).isEqualTo(3);
    }

    @Test
    void flinksConfigurationSaysOtherwise() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        flink.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(3));
        flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 7);
        Configuration asked = new Configuration(flink);
        Checkpoints.merge(flink, job());
        assertThat(flink).isEqualTo(asked);
    }

    @Test
    void aJobThatMakesNoneGetsNone() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        Checkpoints.merge(flink, new Configuration());
        assertThat(flink.contains(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isFalse();
    }

    private static Configuration job() {
        Configuration job = new Configuration();
        Checkpoints.configure(job);
        return job;
    }
}
