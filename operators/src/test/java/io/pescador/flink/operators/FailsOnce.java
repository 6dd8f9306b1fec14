// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Hands numbers on and fails once, at the first record after the first checkpoint that has records before it. */
public final class FailsOnce extends RichMapFunction<Long, Long> implements CheckpointListener {

    /** Whether it has; set it to run without a failure. */
    public static final AtomicBoolean FAILED = new AtomicBoolean();

    private static final long serialVersionUID = 1;

    private transient int records;
    private transient boolean isSaved;

    /** Two tasks side by side that start again after a failure, and no Kryo. */
    public static StreamExecutionEnvironment environment(String backend, RuntimeExecutionMode mode) {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setRuntimeMode(mode);
        env.setParallelism(2);
        return env;
    }

    @Override
    public Long map(Long n) {
        records++;
        if (!FAILED.get()) {
            LockSupport.parkNanos(300_000); // so that there is a checkpoint on the way
            if (isSaved && !FAILED.getAndSet(true)) {
                throw new IllegalStateException("the failure of the test");
            }
        }
        return n;
    }

    @Override
    public void notifyCheckpointComplete(long id) {
        isSaved = records > 100;
    }
}
