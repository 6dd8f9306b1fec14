// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.failure;

import io.pescador.flink.jobs.cli.output.JsonLinesSink;
import io.pescador.flink.plan.Reasons;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.UUID;

/** Tells a failure in one line: what failed, where, why, and what to do. */
@Internal
public final class Failure {

    /** Flink's message when it gives up saving; the reason is only in its log. */
    private static final String TOO_MANY_SAVES_FAILED = "Exceeded checkpoint tolerable failure threshold";

    private Failure() {}

    /** A failure whose place is unknown. */
    public static String told(Throwable failure) {
        return Reasons.isNamed(failure)
                ? Reasons.of(failure)
                : Activity.of(failure).words() + " failed: " + Reasons.of(failure);
    }

    /**
     * The failure of a job.
     *
     * @param output where it writes, in words
     * @param state the directory where its state is, or null
     */
    public static String ofJob(Throwable failure, String output, String state) {
        if (isNotSaved(failure)) {
            return "state could not be saved" + (state == null ? "" : " in " + state) + " several times in a row: "
                    + whyNotSaved(failure, state);
        }
        if (Reasons.isNamed(failure)) {
            return Reasons.of(failure);
        }
        String what =
                switch (Activity.of(failure)) {
                    case WRITING -> "writing to " + output;
                    case SAVING -> "saving state" + (state == null ? "" : " in " + state);
                    case GOING_ON -> "reading the saved state" + (state == null ? "" : " in " + state);
                    default -> Activity.of(failure).words();
                };
        return what + " failed: " + Reasons.of(failure);
    }

    private static boolean isNotSaved(Throwable failure) {
        return Reasons.chain(failure).stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains(TOO_MANY_SAVES_FAILED));
    }

    /** A test write shows what Flink does not report: a store that refused several times in a row mostly still does. */
    private static String whyNotSaved(Throwable failure, String state) {
        if (state != null) {
            try {
                Path trial = new Path(new Path(state, "checkpoints"), ".trial-" + UUID.randomUUID());
                FileSystem files = trial.getFileSystem();
                try (FSDataOutputStream out = files.create(trial, FileSystem.WriteMode.OVERWRITE)) {
                    out.write(new byte[1 << 16]);
                } finally {
                    files.delete(trial, false);
                }
            } catch (IOException | RuntimeException e) {
                return Reasons.of(e);
            }
        }
        String told = Reasons.of(failure);
        String reason = told.replaceAll("(?s).*failed due to (.*?), view the .*", "$1");
        return (reason.equals(told) ? "no reason was given" : reason.replaceAll("\\.$", ""))
                + ". It can be written to now, so try again; the log has what happened";
    }

    /** Whether state was at fault: damaged, or of another plan. */
    public static boolean isWrongState(Throwable failure) {
        return isBecauseOf(StateException.class, failure);
    }

    /** Whether bytes of saved state were changed or lost where it was kept. */
    public static boolean isDamage(Throwable failure) {
        return isBecauseOf(DamagedStateException.class, failure);
    }

    /** Whether whoever read standard output went away, as {@code head} does when it has enough. */
    public static boolean isReaderGone(Throwable failure) {
        return isBecauseOf(JsonLinesSink.ReaderGone.class, failure);
    }

    /** Whether it is no failure at all, but the end of a job that has written what it was to. */
    public static boolean isEnough(Throwable failure) {
        return isBecauseOf(JsonLinesSink.Enough.class, failure);
    }

    private static boolean isBecauseOf(Class<? extends Throwable> kind, Throwable failure) {
        return Reasons.chain(failure).stream().anyMatch(kind::isInstance);
    }
}
