// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.trainer;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

import java.io.IOException;

/**
 * A directory that cannot serve as the queue of this run, for a reason that trying again does not mend: Flink fails the job at once,
 * whatever its restart strategy. The message names the directory, the reason and the way out.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class QueueException extends IOException {

    QueueException(String message) {
        super(message);
    }

    QueueException(String message, Throwable cause) {
        super(message, cause);
    }
}
