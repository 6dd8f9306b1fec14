// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Standard output, for commands that are asked for a text, and for the sink that writes to it. Embedded Flink makes its own copies of what a job is made of, so the stream cannot be
 * handed down: it is found here.
 */
final class StandardOutput {

    private static volatile OutputStream stream = OutputStream.nullOutputStream();

    private StandardOutput() {}

    static void set(OutputStream out) {
        stream = out;
    }

    /** Lines that a command was asked for. */
    static void say(List<String> lines) throws IOException {
        stream.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    static OutputStream get() {
        return stream;
    }
}
