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
    private int meanwhile;

    /** @param screen whether it is a screen: a line may then be written over */
    public Terminal(PrintStream err, boolean screen) {
        this.err = err;
        this.screen = screen;
    }

    public boolean isScreen() {
        return screen;
    }

    public synchronized void say(String line) {
        if (meanwhile > 0) {
            err.print("\r" + " ".repeat(meanwhile) + "\r");
            meanwhile = 0;
        }
        if (renewing) {
            err.println();
            renewing = false;
        }
        err.println(line);
    }

    /** Shows what a person waits for, until something else is said; on a screen only. */
    public synchronized void meanwhile(String what) {
        if (screen) {
            err.print("\r" + what + " ".repeat(Math.max(0, meanwhile - what.length())));
            err.flush();
            meanwhile = Math.max(meanwhile, what.length());
        }
    }

    /** Writes a line over the one that was written like this before. */
    public synchronized void renew(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, meanwhile - line.length())));
        err.flush();
        meanwhile = 0;
        renewing = true;
    }
}
