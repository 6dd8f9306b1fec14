// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

/** What the program's exit code says; scripts rely on it. */
@Internal
public final class Exit {

    public static final int DONE = 0;

    /** The job failed while it ran. */
    public static final int FAILED = 1;

    /** The plan or a flag is wrong. */
    public static final int WRONG = 2;

    /** A data file cannot be read. */
    public static final int UNREADABLE = 3;

    /** Ctrl-C: 128 and the number of SIGINT, as shells have it. The JVM gives it by itself. */
    static final int INTERRUPTED = 130;

    private Exit() {}
}
