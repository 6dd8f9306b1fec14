// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.split;

import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A {@link StateException} in a Flink job. Each restart would fail in the same way, so Flink fails the job at once, whatever its restart
 * strategy.
 */
@PublicEvolving
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class RefusedStateException extends StateException {

    private static final long serialVersionUID = 1;

    public RefusedStateException(String message) {
        super(message);
    }

    public RefusedStateException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What a failure means for the job: the failure itself if no state is at fault. */
    public static Throwable of(String shard, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedStateException) {
                return failure;
            }
            if (cause instanceof StateException) {
                return new RefusedStateException(shard + ": " + failure.getMessage(), failure);
            }
        }
        return failure;
    }
}
