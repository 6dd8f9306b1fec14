// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/** The content of a stream is at fault: of this stream alone, and not of the others. Readers of your own may throw it, too. */
@PublicEvolving
public class ContentException extends IOException {

    private static final long serialVersionUID = 1;

    public ContentException(String message) {
        super(message);
    }

    public ContentException(String message, Throwable cause) {
        super(message, cause);
    }
}
