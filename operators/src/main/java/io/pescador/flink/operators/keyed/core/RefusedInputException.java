// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

/** A mux cannot continue with its input; the message names the record or stream, the reason and the way out, but not the mux. */
@Internal
public final class RefusedInputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RefusedInputException(String reason) {
        super(reason);
    }
}
