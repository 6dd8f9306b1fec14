// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import org.apache.flink.util.FlinkRuntimeException;

/** A map step that cannot go on; the message names the step and the records. */
public final class StepException extends FlinkRuntimeException {

    private static final long serialVersionUID = 1;

    StepException(String step, Exception cause) {
        super("step \"" + step + "\": " + cause.getMessage(), cause);
    }
}
