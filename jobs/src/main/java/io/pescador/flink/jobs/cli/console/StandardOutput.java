// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Standard output, for commands that are asked for a text, and for the sink that writes to it. Embedded Flink makes its own copies of what a job is made of, so the stream cannot be
 * handed down: it is found here.
 */
@Internal
public final class StandardOutput {

    private static volatile OutputStream stream = OutputStream.nullOutputStream();

    private StandardOutput() {}

    public static void set(OutputStream out) {
        stream = out;
    }

    /** Lines that a command was asked for. */
    public static void say(List<String> lines) throws IOException {
        stream.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    public static OutputStream get() {
        return stream;
    }

    /** Whether writing there failed because the reader went away, and not because of a full disk or another file error. */
    public static boolean isReaderGone(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Broken pipe") || message.contains("Connection reset") || isPipe();
    }

    /** Linux shows it in any language of its messages: if a pipe cannot be written, only its reader can be the cause. */
    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return stream instanceof FileOutputStream file
                    && file.getFD() == FileDescriptor.out
                    && (target.startsWith("pipe:") || target.startsWith("socket:"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
