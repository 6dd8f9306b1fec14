// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.Reasons;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process, with a line, where an error has ended a thread: Flink's own threads would keep it alive for ever, and nothing would come of it.
 *
 * <p>Memory may have run out, so what it needs for that case is made beforehand, and the process is halted: shutdown hooks need memory too.
 */
final class LastResort {

    private static final byte[] NO_MEMORY =
            ("memory ran out: give it more with PESCADOR_JAVA_OPTS=-Xmx8g, or hold less at a time: lower"
                            + " n_active, smaller batches and caches\n")
                    .getBytes(StandardCharsets.UTF_8);

    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private LastResort() {}

    /** For errors in any thread; exceptions are left to whoever waits for it. */
    static void install() {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            if (e instanceof Error) {
                end(e);
            } else {
                e.printStackTrace();
            }
        });
    }

    static void end(Throwable e) {
        try {
            ERR.write(e instanceof OutOfMemoryError ? NO_MEMORY : line(e));
        } catch (IOException | Error ignored) {
            // Nothing can be said any more.
        } finally {
            Runtime.getRuntime().halt(Exit.FAILED);
        }
    }

    private static byte[] line(Throwable e) {
        return (Activity.of(e).words() + " failed: " + Reasons.of(e) + LogFile.hint() + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
