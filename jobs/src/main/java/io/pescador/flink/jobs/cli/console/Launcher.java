// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

/** What {@code bin/pescador} says to the program that it starts. */
@Internal
public final class Launcher {

    private static final String LOG = System.getProperty("pescador.log");

    private Launcher() {}

    /**
     * Whether it started this process. Then Flink runs inside the process, which may be ended here. Without it, the process belongs to Flink's
     * client or to another program.
     */
    public static boolean startedThis() {
        return LOG != null;
    }

    /** The file that Flink's log goes to; null if that is unknown. */
    public static String log() {
        return LOG;
    }
}
