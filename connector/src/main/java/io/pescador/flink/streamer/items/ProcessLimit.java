// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.items;

import org.apache.flink.annotation.Internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells a failure of the process, which has run out of something, from a failure of one stream. The former would hit every other stream,
 * too.
 */
@Internal
public final class ProcessLimit {

    private static final String FILES =
            "too many files are open. Have fewer open at a time (n_active), or allow the process more (ulimit -n)";
    private static final String MEMORY =
            "out of memory. Have fewer or smaller streams open at a time (n_active), or give the process more (-Xmx)";
    private static final String SPACE = "no space is left on a disk. Make room there";

    /** Parts of the system's messages, and what to say of each. Java passes them on only as the text of an exception. */
    private static final Map<String, String> SYSTEM = Map.of(
            "Too many open files", FILES,
            "No file descriptors available", FILES,
            "Cannot allocate memory", MEMORY,
            "No space left on device", SPACE,
            "Disk quota exceeded", SPACE);

    /** If this file exists, every user may read it at any time. */
    private static final Path ALWAYS = Path.of("/dev/null");

    private ProcessLimit() {}

    /** @return what the process lacks and the way out, or null if the failure shows no such thing */
    public static String in(Throwable failure) {
        boolean context = false;
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof Error error) {
                return error instanceof OutOfMemoryError ? MEMORY : error.toString();
            }
            for (Map.Entry<String, String> said : SYSTEM.entrySet()) {
                if (cause.getMessage() != null && cause.getMessage().contains(said.getKey())) {
                    return said.getValue();
                }
            }
            context |= cause instanceof FileNotFoundException
                    || cause instanceof FileSystemException
                    || cause instanceof SocketException;
        }
        return context && opensNothing() ? FILES : null;
    }

    /** Whether the process has reached its limit, in whatever language the system says so. */
    private static boolean opensNothing() {
        try {
            Files.newInputStream(ALWAYS).close();
            return false;
        } catch (IOException e) {
            return Files.exists(ALWAYS);
        }
    }
}
