// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.failure;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.Launcher;
import io.pescador.flink.jobs.cli.console.LogFile;
import io.pescador.flink.plan.problem.Reasons;

import org.apache.flink.annotation.Internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process, with a line, where an error has ended a thread. Otherwise Flink's own threads would keep it alive for ever, doing
 * nothing.
 *
 * <p>Memory may have run out, so what it needs then is allocated beforehand, and the process is halted: shutdown hooks need memory too.
 */
@Internal
public final class LastResort {

    private static final byte[] NO_MEMORY =
            ("memory ran out: give it more with PESCADOR_JAVA_OPTS=-Xmx8g, or hold less at a time: lower"
                            + " n_active, smaller batches and caches\n")
                    .getBytes(StandardCharsets.UTF_8);

    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private LastResort() {}

    /** For errors in any thread; exceptions are left to the code that waits for the thread. */
    public static void install() {
        if (!Launcher.startedThis()) {
            return;
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            if (e instanceof Error) {
                end(e);
            } else {
                e.printStackTrace();
            }
        });
    }

    /** Does nothing where the process is not this program's own. */
    public static void end(Throwable e) {
        if (!Launcher.startedThis()) {
            return;
        }
        try {
            ERR.write(isOfMemory(e) ? NO_MEMORY : line(e));
        } catch (IOException | Error ignored) {
            // No message can be written any more.
        } finally {
            Runtime.getRuntime().halt(Exit.FAILED);
        }
    }

    /** Also if a class could not be initialized, which the JVM remembers as text only. */
    private static boolean isOfMemory(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError
                    || String.valueOf(cause.getMessage()).contains("OutOfMemoryError")) {
                return true;
            }
        }
        return false;
    }

    private static byte[] line(Throwable e) {
        return (Activity.of(e).words() + " failed: " + Reasons.of(e) + LogFile.hint() + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
