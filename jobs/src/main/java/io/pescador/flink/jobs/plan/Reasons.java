// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

import java.util.Locale;

/** What an exception has to say to a person. */
public final class Reasons {

    private Reasons() {}

    /** Its message in one line, after its kind in words where the message is no sentence. */
    public static String of(Throwable failure) {
        String message =
                failure.getMessage() == null ? "" : failure.getMessage().strip();
        if (message.contains(" ")) {
            return message.replaceAll("\\s*\\R\\s*", " ");
        }
        String kind = failure.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return message.isEmpty() ? kind : kind + ": " + message;
    }
}
