// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.apache.flink.annotation.Internal;

import java.util.Map;

/** A command line for people to copy: words that a shell would take apart stand between quotes. */
@Internal
public final class ShellCommand {

    private final StringBuilder line;

    /** @param start the program and what needs no quotes, such as {@code pescador resume} */
    public ShellCommand(String start) {
        line = new StringBuilder(start);
    }

    public ShellCommand word(String word) {
        line.append(' ').append(quoted(word));
        return this;
    }

    /** @param value null: without this option */
    public ShellCommand option(String name, Object value) {
        if (value != null) {
            line.append(' ').append(name);
            word(value.toString());
        }
        return this;
    }

    /** The option once for each entry, as {@code name=value}. */
    public ShellCommand options(String name, Map<String, String> values) {
        values.forEach((key, value) -> option(name, key + "=" + value));
        return this;
    }

    /** @param given false: without this flag */
    public ShellCommand flag(String name, boolean given) {
        line.append(given ? " " + name : "");
        return this;
    }

    @Override
    public String toString() {
        return line.toString();
    }

    /** A word, between quotes where a shell would take it apart. */
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : inQuotes(word);
    }

    /** A word between quotes. */
    public static String inQuotes(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
