// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** Something is wrong with what a stream holds: with this stream, whatever becomes of the others. A reader of one's own may throw it, too. */
public class ContentException extends IOException {

    private static final long serialVersionUID = 1;

    public ContentException(String message) {
        super(message);
    }

    public ContentException(String message, Throwable cause) {
        super(message, cause);
    }
}
