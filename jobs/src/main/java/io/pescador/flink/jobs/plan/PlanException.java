// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

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

    /** A single data file that cannot be read. */
    static PlanException ofData(String line) {
        return of(List.of(new Problem(Problem.Kind.DATA, line)));
    }

    /** At least one, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether the plan is right and only data is at fault. */
    public boolean onlyData() {
        return problems.stream().allMatch(problem -> problem.kind() == Problem.Kind.DATA);
    }
}
