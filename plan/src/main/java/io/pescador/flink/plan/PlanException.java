// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A plan that cannot be run, with everything that is wrong with it. The message has a line for each mistake. */
public final class PlanException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    private PlanException(List<Problem> problems) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
        this.problems = problems;
    }

    static PlanException of(List<Problem> problems) {
        return new PlanException(List.copyOf(problems));
    }

    /** A single mistake in the plan or a flag. */
    public static PlanException of(String line) {
        return of(List.of(new Problem(Problem.Kind.PLAN, line)));
    }

    /** Something that a plan asks for and cannot get, because of its author's mistake or because the machine lacks something. */
    public static PlanException of(String line, Throwable why) {
        return of(List.of(new Problem(Problem.Kind.of(why), line)));
    }

    /** A single data file that cannot be read. */
    static PlanException ofData(String file, Throwable why) {
        return of(List.of(Problem.ofData(file, why)));
    }

    /** At least one, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }

    /** What has to be fixed first. */
    public Problem.Kind worst() {
        return problems.stream()
                .map(Problem::kind)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
