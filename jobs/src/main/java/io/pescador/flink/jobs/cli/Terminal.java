// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.PrintStream;

/** Where the program talks to people: standard error. */
final class Terminal {

    private final PrintStream err;

    Terminal(PrintStream err) {
        this.err = err;
    }

    void say(String line) {
        err.println(line);
    }
}
