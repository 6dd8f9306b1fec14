// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Flink for runs of a second: they make many checkpoints and are restarted at once. */
public final class ShortRuns {

    private ShortRuns() {}

    /** @param restarts how often a failed job starts again; 0 for never */
    public static StreamExecutionEnvironment environment(int parallelism, int restarts) {
        Configuration configuration = new Configuration();
        configuration.setString("pipeline.generic-types", "false");
        configuration.setString("execution.checkpointing.interval", "20 ms");
        configuration.setString("restart-strategy.type", restarts > 0 ? "fixed-delay" : "disable");
        configuration.setString("restart-strategy.fixed-delay.attempts", Integer.toString(restarts));
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        return env;
    }
}
