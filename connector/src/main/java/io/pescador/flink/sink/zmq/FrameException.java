// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/** A message that is not in pescador's wire format; the message says where it differs. */
@PublicEvolving
public final class FrameException extends IOException {

    FrameException(String message) {
        super(message);
    }

    FrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
