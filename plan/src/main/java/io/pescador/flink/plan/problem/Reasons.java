// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.problem;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.streamer.items.ProcessLimit;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.SerializedThrowable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an exception says to the user, in one line without class names.
 *
 * <p>In a chain of causes, the outermost sentence of this project names the thing and its place; the innermost cause says why. If the
 * sentence contains the cause, as it mostly does, the cause is put into words there; else it is added.
 */
@Internal
public final class Reasons {

    private static final String OURS = "io.pescador.flink.";

    /** A screenful. The rest of what stores answer, such as pages of HTML, is of no use. */
    private static final int LONGEST = 1200;

    private static final Pattern CLASS_OF_FAILURE =
            Pattern.compile("(?:[a-z_$][\\w$]*\\.)+[A-Z][\\w$]*(?:Exception|Error|Failure|Throwable)\\b:?\\s*");

    /** Exceptions that only a fault in a program throws. */
    private static final List<Class<? extends RuntimeException>> FAULTS = List.of(
            NullPointerException.class,
            IndexOutOfBoundsException.class,
            ClassCastException.class,
            NegativeArraySizeException.class,
            ArithmeticException.class,
            ArrayStoreException.class,
            NoSuchElementException.class,
            ConcurrentModificationException.class,
            BufferOverflowException.class,
            BufferUnderflowException.class);

    private Reasons() {}

    /** What a failure and its causes say. */
    public static String of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Throwable cause = cause(chain);
        KnownFailure known = isOwn(cause) ? null : KnownFailure.of(cause);
        String why = tidy(known == null ? inWords(cause) : known.words(cause));
        Throwable own = own(chain);
        String text = own == null ? thing(chain, cause) : message(own);
        return tidy(text == null || own == cause ? why : combined(text, own, cause, known, why));
    }

    /** Whether the user has to correct the request; else a machine, a disk, a network or a program is at fault. */
    public static boolean isMistake(Throwable failure) {
        Throwable cause = cause(chain(failure));
        KnownFailure known = KnownFailure.of(cause);
        return isOwn(cause) || known != null && known.isMistake();
    }

    /** Whether a pattern was refused: it is wrong, or nothing matches it. Stores throw such exceptions too, with another meaning. */
    public static boolean isRefusal(Throwable failure) {
        return (failure instanceof IllegalArgumentException || failure instanceof FileNotFoundException)
                && isOwn(failure);
    }

    /** Whether there is no such file; a file that exists but cannot be opened gives the same exception. */
    public static boolean isGone(FileNotFoundException failure) {
        KnownFailure known = KnownFailure.of(failure);
        return known == null || known == KnownFailure.GONE;
    }

    /** Whether the process lacks what every stream needs, so that no stream is at fault. */
    public static boolean isOfProcess(Throwable failure) {
        KnownFailure known = KnownFailure.of(cause(chain(failure)));
        return known != null && known.isOfProcess();
    }

    /** Whether a sentence of this project says what failed, and where. */
    public static boolean isNamed(Throwable failure) {
        return own(chain(failure)) != null;
    }

    /** A failure and its causes, the outermost first, as they were before serialization. */
    public static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (Throwable next = failure; next != null && seen.add(next); next = next.getCause()) {
            if (next instanceof SerializedThrowable sent) {
                next = sent.deserializeError(loader);
            }
            chain.add(next);
        }
        return chain;
    }

    public static String oneLine(String text) {
        return text.replaceAll("\\R\\s+at .*", "").strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** The root cause: the innermost known one, else the innermost. */
    private static Throwable cause(List<Throwable> chain) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            Throwable cause = chain.get(i);
            if (isOwn(cause)) {
                break; // it says itself what it is
            }
            if (KnownFailure.of(cause) != null) {
                return cause;
            }
        }
        return chain.get(chain.size() - 1);
    }

    private static Throwable own(List<Throwable> chain) {
        return chain.stream().filter(Reasons::isOwn).findFirst().orElse(null);
    }

    /** Whether its message is a sentence of this project: thrown here, on purpose. */
    private static boolean isOwn(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String message = message(failure);
        boolean repeats =
                failure.getCause() != null && message.equals(failure.getCause().toString());
        return trace.length > 0
                && trace[0].getClassName().startsWith(OURS)
                && !message.isEmpty()
                && !repeats
                && !isFault(failure)
                && !(failure instanceof Error);
    }

    private static boolean isFault(Throwable failure) {
        return FAULTS.stream().anyMatch(fault -> fault.isInstance(failure));
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage() == null ? "" : oneLine(failure.getMessage());
        // An exception that could not be read back has its class in the message.
        return failure instanceof SerializedThrowable sent
                ? message.replace(sent.getOriginalErrorClassName() + ": ", "")
                : message;
    }

    /** What a library names as failed, or null. */
    private static String thing(List<Throwable> chain, Throwable cause) {
        String file = KnownFailure.file(cause);
        if (file != null) {
            return file;
        }
        for (Throwable failure : chain) {
            String message = message(failure);
            boolean repeats = failure.getCause() != null
                    && message.equals(failure.getCause().toString());
            if (failure != cause && failure instanceof IOException && message.contains(" ") && !repeats) {
                return message;
            }
        }
        return null;
    }

    private static String combined(String text, Throwable own, Throwable cause, KnownFailure known, String why) {
        if (text.contains(why)) {
            return text;
        }
        String lacking = known == null ? null : ProcessLimit.in(cause);
        if (lacking != null && text.contains(lacking)) {
            return text.replace(lacking, why); // in terms of a command line
        }
        String message = message(cause);
        for (String raw : new String[] {oneLine(cause.toString()), message}) {
            // A short message could be part of any word, except at the end.
            boolean telling = raw.contains(" ") || CLASS_OF_FAILURE.matcher(raw).matches();
            boolean within = text.contains(raw) && telling || text.endsWith(": " + raw);
            if (!raw.isEmpty() && within) {
                return text.replace(raw, why);
            }
        }
        boolean complete = known == KnownFailure.ENDS_EARLY && text.contains("too early")
                || own instanceof FormatException && (known == null || known == KnownFailure.ENDS_EARLY)
                || known == null && own != null && !(cause instanceof IOException) && isOfTheJdk(cause);
        return complete ? text : text.replaceAll("[.:]\\s*$", "") + ": " + why;
    }

    /** Such causes repeat, in a parser's terms, what the sentence around them says better. */
    private static boolean isOfTheJdk(Throwable cause) {
        return cause.getClass().getName().startsWith("java.");
    }

    private static String inWords(Throwable failure) {
        String message = message(failure);
        if (message.contains(" ")) {
            return isFault(failure)
                    ? "an unexpected fault (" + message.replaceAll(" \\(.* in module .*\\)$", "") + ")"
                    : message;
        }
        String kind = failure.getClass()
                .getSimpleName()
                .replaceAll("(Exception|Error)$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        if (failure.getClass() == IOException.class) {
            return message.isEmpty() ? "no reason was given" : message;
        }
        String what = kind.isEmpty() ? message : message.isEmpty() ? kind : kind + ": " + message;
        return "an unexpected fault (" + what + ")";
    }

    private static String tidy(String text) {
        String line = CLASS_OF_FAILURE.matcher(oneLine(text)).replaceAll("").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
    }
}
