// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.failure;

import io.pescador.flink.plan.problem.Reasons;

import java.util.List;

/** What was being done when a failure happened whose place only its stack trace shows. */
enum Activity {
    SAVING(
            "saving state",
            "io.pescador.flink.jobs.cli.state.StateDirectory.finish",
            "org.apache.flink.runtime.checkpoint.CheckpointCoordinator",
            "org.apache.flink.runtime.checkpoint.PendingCheckpoint",
            "org.apache.flink.runtime.state.",
            "org.apache.flink.streaming.runtime.tasks.AsyncCheckpointRunnable",
            "org.apache.flink.streaming.api.operators.StreamOperatorStateHandler.snapshotState"),
    RESTORING(
            "reading the saved state",
            "io.pescador.flink.jobs.cli.state.StateDirectory",
            "org.apache.flink.runtime.checkpoint.Checkpoints",
            "org.apache.flink.runtime.checkpoint.metadata.",
            "org.apache.flink.runtime.state.restore.",
            "org.apache.flink.runtime.state.OperatorStateRestoreOperation",
            "org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess",
            "org.apache.flink.streaming.api.operators.StreamOperatorStateHandler.initializeOperatorState",
            "org.apache.flink.streaming.api.operators.StreamTaskStateInitializerImpl"),
    WRITING(
            "writing the output",
            "io.pescador.flink.sink.",
            "io.pescador.flink.format.npy.NpzWriter",
            "io.pescador.flink.format.parquet.ParquetWriter",
            "io.pescador.flink.jobs.cli.output.JsonLinesSink",
            "io.pescador.flink.jobs.cli.output.LineFile",
            "org.apache.flink.connector.file.sink.",
            "org.apache.flink.streaming.runtime.operators.sink."),
    PLANNING(
            "reading the plan and trying its files",
            "io.pescador.flink.plan.PlanFile",
            "io.pescador.flink.plan.SamplePlan",
            "io.pescador.flink.plan.LivePlan",
            "io.pescador.flink.plan.PlanDraft"),
    READING(
            "reading the streams",
            "io.pescador.flink.files.",
            "io.pescador.flink.format.",
            "io.pescador.flink.streamer.",
            "io.pescador.flink.mux.",
            "io.pescador.flink.source."),
    MIXING("mixing records", "io.pescador.flink.operators.", "io.pescador.flink.jobs.flow."),
    RUNNING("running the job");

    private final String words;
    private final List<String> frames;

    Activity(String words, String... frames) {
        this.words = words;
        this.frames = List.of(frames);
    }

    /** The activity whose code threw it, or called the code that threw it; the innermost cause knows best. */
    static Activity of(Throwable failure) {
        List<Throwable> chain = Reasons.chain(failure);
        for (int i = chain.size() - 1; i >= 0; i--) {
            for (StackTraceElement frame : chain.get(i).getStackTrace()) {
                String called = frame.getClassName() + "." + frame.getMethodName();
                for (Activity activity : values()) {
                    if (activity.frames.stream().anyMatch(called::startsWith)) {
                        return activity;
                    }
                }
            }
        }
        return RUNNING;
    }

    /** Beginnings of classes, or of classes with methods, as stack traces name them. */
    List<String> frames() {
        return frames;
    }

    String words() {
        return words;
    }
}
