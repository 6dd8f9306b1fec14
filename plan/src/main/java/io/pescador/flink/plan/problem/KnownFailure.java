// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.problem;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts failures that libraries and the system report in their own terms into words, with the way out. The system's messages are those of
 * Linux and macOS in English, as the JDK passes them on.
 */
enum KnownFailure {
    FULL(
            "No space left on device|Disk quota exceeded|not enough space on",
            false,
            "the disk is full",
            "free some space, or write elsewhere"),
    FILES(
            "Too many open files",
            false,
            "too many open files",
            "have fewer open at a time (n_active), or allow the process more (ulimit -n)"),
    READ_ONLY("Read-only file system", true, "nothing can be written there", "write elsewhere"),
    DENIED(
            "Permission denied|Operation not permitted|Access ?Denied|[Ss]tatus [Cc]ode:? 403|AccessControlException",
            true,
            "permission denied",
            "get the right to it, or take another place",
            AccessDeniedException.class),
    GONE(
            "No such file or directory",
            true,
            "there is no such file",
            "put it there, or correct the path",
            NoSuchFileException.class),
    THREADS(
            "unable to create (new )?native thread",
            false,
            "no more threads can be started",
            "allow the process more (ulimit -u), or run fewer readers (--parallelism)"),
    METASPACE(
            "Metaspace|[Cc]ompressed class space",
            false,
            "memory for classes ran out",
            "give it more: -XX:MaxMetaspaceSize"),
    DIRECT(
            "Direct buffer memory|direct buffer memory",
            false,
            "memory outside the heap ran out",
            "give it more: PESCADOR_JAVA_OPTS=-Xmx8g, which bounds it too, on a cluster taskmanager.memory.task.off-heap.size"),
    MEMORY(
            "OutOfMemoryError",
            false,
            "memory ran out",
            "give it more: PESCADOR_JAVA_OPTS=-Xmx8g, on a cluster taskmanager.memory.task.heap.size; or hold less at a time: lower"
                    + " n_active, smaller batches and caches",
            OutOfMemoryError.class),
    STACK(
            null,
            false,
            "something is nested too deeply",
            "nest less, or give it more: -Xss16m",
            StackOverflowError.class),
    ENDS_EARLY(
            "Premature (EOF|end)|Unexpected end of (ZLIB|file|input|stream)",
            false,
            "it ends too early",
            "it is damaged, or was not written to its end",
            EOFException.class),
    UNREACHABLE(
            "Connection (refused|reset|timed out)|[Tt]imed? ?out|Name or service not known|Network is unreachable|No route to host"
                    + "|Unable to execute HTTP request|Broken pipe",
            false,
            "the other side cannot be reached",
            "see to its address, the network and whether it runs",
            ConnectException.class,
            NoRouteToHostException.class,
            SocketTimeoutException.class,
            UnknownHostException.class),
    DEVICE(
            "Input/output error|Stale (NFS )?file handle|Transport endpoint is not connected|Remote I/O error",
            false,
            "the disk or network drive failed",
            "see to it, then try again"),
    CLASSES(
            null,
            true,
            "a class is missing, or of another version",
            "give its jar with PESCADOR_CLASSPATH, or add it to Flink's lib",
            LinkageError.class,
            ClassNotFoundException.class);

    /** The parts of the JDK's messages about files: the path, and the system's reason. */
    private static final Pattern PATH_AND_REASON = Pattern.compile("(.+) \\(([A-Z][^()]*)\\)");

    private final Pattern message;
    private final boolean mistake;
    private final String reason;
    private final String wayOut;
    private final List<Class<? extends Throwable>> classes;

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    KnownFailure(String message, boolean mistake, String reason, String wayOut, Class<? extends Throwable>... classes) {
        this.message = message == null ? null : Pattern.compile(message);
        this.mistake = mistake;
        this.reason = reason;
        this.wayOut = wayOut;
        this.classes = List.of(classes);
    }

    /** What a failure is, or null if it is unknown. */
    static KnownFailure of(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        for (KnownFailure known : values()) {
            boolean says = known.message != null && known.message.matcher(text).find();
            if (says || known.classes.stream().anyMatch(kind -> kind.isInstance(failure))) {
                return known;
            }
        }
        return null;
    }

    /** Whether the request itself is impossible, and so has to be corrected. */
    boolean isMistake() {
        return mistake;
    }

    /** Whether the process lacks something, whatever it reads. */
    boolean isOfProcess() {
        return switch (this) {
            case FILES, THREADS, METASPACE, DIRECT, MEMORY, STACK -> true;
            default -> false;
        };
    }

    /** The reason, with the system's own words if there are any, and the way out. */
    String words(Throwable failure) {
        String own = systemWords(failure);
        boolean more = !own.isEmpty() && !own.equalsIgnoreCase(reason);
        return reason + (more ? " (" + own + ")" : "") + ": " + wayOut;
    }

    private static String systemWords(Throwable failure) {
        String text = failure.getMessage() == null ? "" : Reasons.oneLine(failure.getMessage());
        if (failure instanceof FileSystemException file) {
            return file.getReason() == null ? "" : file.getReason();
        }
        if (failure instanceof UnknownHostException) {
            return text.contains(" ") ? text : "no host " + text;
        }
        Matcher file = PATH_AND_REASON.matcher(text);
        if (failure instanceof FileNotFoundException && file.matches()) {
            return file.group(2);
        }
        if (failure instanceof Error) {
            int end = text.indexOf(". "); // Flink explains the JVM's errors at length
            return end < 0 ? text : text.substring(0, end);
        }
        return text;
    }

    /** The file that a failure of the JDK names, or null. */
    static String file(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return file.getFile();
        }
        if (failure instanceof FileNotFoundException && failure.getMessage() != null) {
            Matcher file = PATH_AND_REASON.matcher(failure.getMessage());
            return file.matches() ? file.group(1) : null;
        }
        return null;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
