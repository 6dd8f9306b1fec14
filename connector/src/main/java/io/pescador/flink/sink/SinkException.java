// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

import java.io.IOException;

/**
 * A sink that cannot serve this run, for a reason that another attempt does not cure: Flink fails the job at once,
 * whatever its restart strategy. The message names the thing, the reason and the way out.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
@PublicEvolving
public final class SinkException extends IOException {

    public SinkException(String message) {
        super(message);
    }

    public SinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
