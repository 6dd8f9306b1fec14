// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.failure;

import io.pescador.flink.jobs.cli.output.JsonLinesSink;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.UUID;

/**
 * A failure of a job or of a command, in one line: what failed, where, why, and what to do.
 *
 * @param cause what was thrown, with its causes
 */
@Internal
public record JobFailure(Throwable cause) {

    /** Flink's message when it gives up saving; the reason is only in its log. */
    private static final String TOO_MANY_SAVES_FAILED = "Exceeded checkpoint tolerable failure threshold";

    /** The line where neither output nor state are known. */
    public String line() {
        return Reasons.isNamed(cause)
                ? Reasons.of(cause)
                : Activity.of(cause).words() + " failed: " + Reasons.of(cause);
    }

    /**
     * The line for a running job.
     *
     * @param output where it writes, in words
     * @param state the directory where its state is, or null
     */
    public String line(String output, String state) {
        String inState = state == null ? "" : " in " + state;
        if (isNotSaved()) {
            return "state could not be saved" + inState + " several times in a row: " + whyNotSaved(state);
        }
        if (Reasons.isNamed(cause)) {
            return Reasons.of(cause);
        }
        Activity activity = Activity.of(cause);
        String what =
                switch (activity) {
                    case WRITING -> "writing to " + output;
                    case SAVING, RESTORING -> activity.words() + inState;
                    default -> activity.words();
                };
        return what + " failed: " + Reasons.of(cause);
    }

    private boolean isNotSaved() {
        return Reasons.chain(cause).stream()
                .anyMatch(failure -> String.valueOf(failure.getMessage()).contains(TOO_MANY_SAVES_FAILED));
    }

    /** A test write shows what Flink does not report: a store that refused several times in a row mostly still does. */
    private String whyNotSaved(String state) {
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
        String all = Reasons.of(cause);
        String reason = all.replaceAll("(?s).*failed due to (.*?), view the .*", "$1");
        return (reason.equals(all) ? "no reason was given" : reason.replaceAll("\\.$", ""))
                + ". It can be written to now, so try again; the log has what happened";
    }

    /** Whether state was at fault: damaged, or of another plan. */
    public boolean isWrongState() {
        return isBecauseOf(StateException.class);
    }

    /** Whether bytes of saved state were changed or lost where it was kept. */
    public boolean isDamage() {
        return isBecauseOf(DamagedStateException.class);
    }

    /** Whether the reader of standard output went away, as {@code head} does when it has enough. */
    public boolean isReaderGone() {
        return isBecauseOf(JsonLinesSink.ReaderGone.class);
    }

    /** Whether it is no failure at all, but the end of a job that has written what it was to. */
    public boolean isEnough() {
        return isBecauseOf(JsonLinesSink.Enough.class);
    }

    private boolean isBecauseOf(Class<? extends Throwable> kind) {
        return Reasons.chain(cause).stream().anyMatch(kind::isInstance);
    }
}
