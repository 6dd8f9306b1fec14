// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.function.Supplier;

/**
 * What libraries and the system throw, created outside the project's packages, as theirs is.
 *
 * <p>{@link #words} is part of what the user reads of it; {@link #mistake}: whether the user has to correct something; {@link #process}:
 * whether the process lacks what every stream needs.
 */
public enum Breakage {
    FULL(
            "the disk is full (No space left on device): free some space",
            () -> new IOException("No space left on device")),
    QUOTA("the disk is full (Disk quota exceeded)", () -> new IOException("Disk quota exceeded")),
    FILES(
            "too many open files: have fewer open at a time (n_active)",
            false,
            true,
            () -> new FileSystemException("/x/y", null, "Too many open files")),
    FILES_OLD(
            "too many open files: have fewer",
            false,
            true,
            () -> new FileNotFoundException("/x/y (Too many open files)")),
    DENIED("permission denied: get the right to it", true, false, () -> new AccessDeniedException("/x/y")),
    DENIED_OLD(
            "permission denied: get the right to it",
            true,
            false,
            () -> new FileNotFoundException("/x/y (Permission denied)")),
    DENIED_BY_STORE(
            "permission denied (Forbidden (Service: S3, Status Code: 403)): get the right to it",
            true,
            false,
            () -> new IllegalStateException("Forbidden (Service: S3, Status Code: 403)")),
    EARLY("it ends too early: it is damaged", EOFException::new),
    UNREACHABLE(
            "the other side cannot be reached (Connection refused)",
            () -> new IOException(
                    "Failed to open the stream of the store", new ConnectException("Connection refused"))),
    NO_HOST("the other side cannot be reached (no host minio)", () -> new UnknownHostException("minio")),
    SLOW("the other side cannot be reached (Read timed out)", () -> new SocketTimeoutException("Read timed out")),
    DEVICE("the disk or network drive failed (Input/output error)", () -> new IOException("Input/output error")),
    MEMORY(
            "memory ran out (Java heap space): give it more: PESCADOR_JAVA_OPTS=-Xmx",
            false,
            true,
            () -> new OutOfMemoryError("Java heap space")),
    STACK("something is nested too deeply", false, true, StackOverflowError::new),
    NULL("an unexpected fault (null pointer)", NullPointerException::new),
    INDEX(
            "an unexpected fault (Index 5 out of bounds for length 3)",
            () -> new ArrayIndexOutOfBoundsException("Index 5 out of bounds for length 3")),
    NUMBER("For input string: \"garbage\"", () -> new NumberFormatException("For input string: \"garbage\"")),
    SENTENCE("the client is closed", () -> new IllegalStateException("the client is closed")),
    SILENT("no reason was given", IOException::new),
    CLOSED("an unexpected fault (closed channel)", ClosedChannelException::new),
    CLASSES(
            "a class is missing, or of another version (com/example/Gone): give its jar",
            true,
            false,
            () -> new NoClassDefFoundError("com/example/Gone")),
    TRACE(
            "it went wrong",
            () -> new IOException(
                    "java.lang.RuntimeException: it went wrong\n\tat org.example.Store.get(Store.java:12)"));

    public final String words;
    public final boolean mistake;
    public final boolean process;
    private final Supplier<Throwable> maker;

    Breakage(String words, Supplier<Throwable> maker) {
        this(words, false, false, maker);
    }

    Breakage(String words, boolean mistake, boolean process, Supplier<Throwable> maker) {
        this.words = words;
        this.mistake = mistake;
        this.process = process;
        this.maker = maker;
    }

    public Throwable make() {
        return maker.get();
    }

    /** Throws it, checked or not. */
    <E extends Throwable> void raise() throws E {
        @SuppressWarnings("unchecked") // erased: any throwable is thrown
        E thrown = (E) make();
        throw thrown;
    }
}
