// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

/** The file that Flink's log goes to; the launcher says which. */
@Internal
public final class LogFile {

    private LogFile() {}

    /** Where to look further, or nothing if that is unknown. */
    public static String hint() {
        String file = Launcher.log();
        return file == null ? "" : "   (Flink's log: " + file + ")";
    }
}
