// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/** Saved state that cannot be read back: damaged, of an unknown version, or of another plan. */
@PublicEvolving
public class StateException extends IOException {

    private static final long serialVersionUID = 1;

    public StateException(String message) {
        super(message);
    }

    public StateException(String message, Throwable cause) {
        super(message, cause);
    }
}
