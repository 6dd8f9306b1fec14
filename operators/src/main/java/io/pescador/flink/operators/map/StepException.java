// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

/** A map step that cannot go on; the message names the step and the records. */
public final class StepException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StepException(String step, Exception cause) {
        super("step \"" + step + "\": " + cause.getMessage(), cause);
    }
}
