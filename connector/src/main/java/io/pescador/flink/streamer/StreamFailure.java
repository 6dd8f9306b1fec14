// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** A stream that failed, with its path in the plan: the numbers of the children from the root, joined by {@code /}. */
public final class StreamFailure extends IOException {

    private static final long serialVersionUID = 1;

    private final String path;

    private StreamFailure(String path, Throwable cause) {
        super("stream " + path + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
        this.path = path;
    }

    /** {@code failure}, of child {@code child} of a mux; one that comes from further down gets a longer path. */
    public static StreamFailure in(int child, Exception failure) {
        return failure instanceof StreamFailure inner
                ? new StreamFailure(child + "/" + inner.path, inner.getCause())
                : new StreamFailure(Integer.toString(child), failure);
    }

    public String path() {
        return path;
    }
}
