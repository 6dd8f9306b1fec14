// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.zmq;

import java.io.IOException;

/** A message that is not in pescador's wire format; the message says where it differs. */
public final class FrameException extends IOException {

    FrameException(String message) {
        super(message);
    }

    FrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
