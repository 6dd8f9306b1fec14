// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

/** What an exception has to say to a person. */
public final class Reasons {

    private Reasons() {}

    /** Its message in one line; its kind, in words, where it has none. */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            message = failure.getClass()
                    .getSimpleName()
                    .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                    .toLowerCase(java.util.Locale.ROOT);
        }
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
