// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

import java.io.PrintStream;

/** Where the program talks to people: standard error, which may be a screen or lead elsewhere. */
@Internal
public final class Terminal {

    private final PrintStream err;
    private final boolean screen;
    private boolean renewing;

    /** @param screen whether it is a screen: a line may then be written over */
    public Terminal(PrintStream err, boolean screen) {
        this.err = err;
        this.screen = screen;
    }

    public boolean isScreen() {
        return screen;
    }

    public synchronized void say(String line) {
        if (renewing) {
            err.println();
            renewing = false;
        }
        err.println(line);
    }

    /** Writes a line over the one that was written like this before. */
    public synchronized void renew(String line) {
        err.print("\r" + line);
        err.flush();
        renewing = true;
    }
}
