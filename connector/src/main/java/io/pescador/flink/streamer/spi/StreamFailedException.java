// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;

/** A stream that failed, with its path in the plan: the numbers of the children from the root, joined by {@code /}. */
@Experimental
public final class StreamFailedException extends IOException {

    private static final long serialVersionUID = 1;

    private final String path;

    private StreamFailedException(String path, Throwable cause) {
        super("stream " + path + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
        this.path = path;
    }

    /** {@code failure}, of child {@code child} of a mux; one that comes from further down gets a longer path. */
    public static StreamFailedException in(int child, Exception failure) {
        return failure instanceof StreamFailedException inner
                ? new StreamFailedException(child + "/" + inner.path, inner.getCause())
                : new StreamFailedException(Integer.toString(child), failure);
    }

    public String path() {
        return path;
    }
}
