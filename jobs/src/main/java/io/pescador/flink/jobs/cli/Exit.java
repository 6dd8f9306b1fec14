// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

/** What the program's exit code says; scripts rely on it. */
final class Exit {

    static final int DONE = 0;

    /** The job failed while it ran. */
    static final int FAILED = 1;

    /** The plan or a flag is wrong. */
    static final int WRONG = 2;

    /** A data file cannot be read. */
    static final int UNREADABLE = 3;

    /** Ctrl-C: 128 and the number of SIGINT, as shells have it. The JVM gives it by itself. */
    static final int INTERRUPTED = 130;

    private Exit() {}
}
