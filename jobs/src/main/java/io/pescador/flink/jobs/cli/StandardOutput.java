// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.OutputStream;

/**
 * Standard output, for the sink that writes to it. Embedded Flink makes its own copies of what a job is made of, so the stream cannot be
 * handed down: it is found here.
 */
final class StandardOutput {

    private static volatile OutputStream stream = OutputStream.nullOutputStream();

    private StandardOutput() {}

    static void set(OutputStream out) {
        stream = out;
    }

    static OutputStream get() {
        return stream;
    }
}
