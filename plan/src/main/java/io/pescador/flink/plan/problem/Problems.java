// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.problem;

import io.pescador.flink.internal.Guess;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Gathers the mistakes of a plan, so that its author sees all of them at once. Each is kept once. Not thread-safe. */
@Internal
public final class Problems {

    /** So many mistakes of one kind in one list are told one by one; of the others it is told how many there are. */
    public static final int MOST_ALIKE = 20;

    /** So many names are listed in a message. */
    private static final int SHOWN = 5;

    private final List<Problem> found = new ArrayList<>();

    /** A mistake in the plan. */
    public void plan(SourceLocation at, String message) {
        plan(at + ": " + message);
    }

    /** A mistake in the plan, as a whole line. */
    public void plan(String line) {
        add(new Problem(Problem.Kind.PLAN, line));
    }

    /** Something that the plan asks for and cannot get. */
    public void refused(SourceLocation at, String message, Throwable why) {
        refused(at + ": " + message, why);
    }

    /** The same, with a subject that has no line. */
    public void refused(String what, Throwable why) {
        add(new Problem(Problem.Kind.of(why), what + ": " + Reasons.of(why)));
    }

    /** A data file that cannot be read. */
    public void data(String file, Throwable why) {
        add(Problem.ofData(file, why));
    }

    private void add(Problem problem) {
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    public boolean none() {
        return found.isEmpty();
    }

    /** In the order in which they were found. */
    public List<Problem> found() {
        return List.copyOf(found);
    }

    /** {@code : did you mean "x"?} where a known word is near; otherwise the list of those known. */
    public static String hint(String word, Collection<String> known) {
        String guess = Guess.nearest(word, known);
        return guess != null ? ": did you mean \"" + guess + "\"?" : ": there are " + String.join(", ", known);
    }

    /** The first few of many names. */
    public static String some(List<String> names) {
        return names.size() <= SHOWN
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
    }
}
