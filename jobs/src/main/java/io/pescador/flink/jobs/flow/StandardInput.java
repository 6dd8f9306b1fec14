// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import org.apache.flink.annotation.Internal;

import java.io.InputStream;

/**
 * Standard input, for the source that reads it. Embedded Flink makes its own copies of what a job is made of, so the stream cannot be handed
 * down: it is found here.
 */
@Internal
public final class StandardInput {

    /** What messages call it. */
    static final String NAME = "standard input";

    private static volatile InputStream stream = InputStream.nullInputStream();

    private StandardInput() {}

    public static void set(InputStream in) {
        stream = in;
    }

    static InputStream get() {
        return stream;
    }
}
