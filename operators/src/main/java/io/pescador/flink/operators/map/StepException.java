// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import org.apache.flink.annotation.PublicEvolving;

/** A map step cannot continue; the message names the step and the records. */
@PublicEvolving
public final class StepException extends RuntimeException {

    private static final long serialVersionUID = 1;

    StepException(String step, Exception cause) {
        super("step \"" + step + "\": " + cause.getMessage(), cause);
    }
}
