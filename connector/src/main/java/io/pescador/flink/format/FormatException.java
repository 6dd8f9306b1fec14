// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.streamer.items.ContentException;

import org.apache.flink.annotation.PublicEvolving;

/**
 * A file does not hold what its format or the reading of it asks for. The message is {@code file: place: reason}, or {@code file:line:
 * reason}; the reason says the way out where there is one.
 */
@PublicEvolving
public final class FormatException extends ContentException {

    private final String file;
    private final String place;
    private final String reason;

    private FormatException(String message, String file, String place, String reason, Throwable cause) {
        super(message, cause);
        this.file = file;
        this.place = place;
        this.reason = reason;
    }

    /** Something wrong with a whole file. */
    public static FormatException of(String file, String reason) {
        return new FormatException(file + ": " + reason, file, "", reason, null);
    }

    /**
     * Something wrong at a place in a file.
     *
     * @param place what is wrong, an array or a record, say
     */
    public static FormatException at(String file, String place, String reason) {
        return new FormatException(file + ": " + place + ": " + reason, file, place, reason, null);
    }

    /**
     * Something wrong in a line of a file.
     *
     * @param line its number, from 1
     */
    public static FormatException atLine(String file, long line, String reason) {
        return new FormatException(file + ":" + line + ": " + reason, file, Long.toString(line), reason, null);
    }

    /**
     * The same with what was thrown first, for the log. It is suppressed and no cause: messages end with the innermost cause, and what a
     * library says of a file means little to the file's owner.
     */
    public FormatException causedBy(Throwable thrown) {
        FormatException exception = new FormatException(getMessage(), file, place, reason, null);
        exception.addSuppressed(thrown);
        return exception;
    }

    /** The file, as it was named when it was opened. */
    public String file() {
        return file;
    }

    /** The place in the file: a line number, or an array; empty for the whole file. */
    public String place() {
        return place;
    }

    /** What is wrong. */
    public String reason() {
        return reason;
    }
}
