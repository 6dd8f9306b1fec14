// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.Reasons;
import io.pescador.flink.streamer.StateException;
import io.pescador.flink.streamer.StreamFailure;

/** Finds, in what Flink wraps around a failure, the one thing to tell. */
final class Failure {

    private Failure() {}

    /**
     * The failure of a stream, which says its path in the plan, the file and the position; else the innermost cause, which everything
     * around it only repeats.
     */
    static String told(Throwable failure) {
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamFailure) {
                return Reasons.of(cause);
            }
            innermost = cause;
        }
        return Reasons.of(innermost);
    }

    /** Whether state was at fault: damaged, or of another plan. */
    static boolean isWrongState(Throwable failure) {
        return isBecauseOf(StateException.class, failure);
    }

    /** Whether whoever read standard output went away, as {@code head} does when it has enough. */
    static boolean isReaderGone(Throwable failure) {
        return isBecauseOf(JsonLinesSink.ReaderGone.class, failure);
    }

    /** Whether it is no failure at all, but the end of a job that has written what it was to. */
    static boolean isEnough(Throwable failure) {
        return isBecauseOf(JsonLinesSink.Enough.class, failure);
    }

    private static boolean isBecauseOf(Class<? extends Throwable> kind, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
