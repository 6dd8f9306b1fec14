// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A keyed mux cannot continue; the message names the mux, the record or stream, the reason and the way out. Each restart would fail in the
 * same way, so Flink fails the job at once, whatever its restart strategy.
 */
@PublicEvolving
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class MuxException extends RuntimeException {

    private static final long serialVersionUID = 1;

    MuxException(String mux, String reason) {
        super("mux \"" + mux + "\": " + reason);
    }

    MuxException(String mux, String reason, Throwable cause) {
        super("mux \"" + mux + "\": " + reason, cause);
    }
}
