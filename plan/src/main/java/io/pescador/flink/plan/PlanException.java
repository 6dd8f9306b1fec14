// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.problem.Problem;
import io.pescador.flink.plan.problem.Problems;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A plan that cannot be run, with everything that is wrong with it. The message has a line for each mistake. */
@PublicEvolving
public final class PlanException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    private PlanException(List<Problem> problems) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
        this.problems = problems;
    }

    /** @throws PlanException if there are any problems */
    static void raise(Problems problems) throws PlanException {
        if (!problems.none()) {
            throw new PlanException(problems.found());
        }
    }

    /** A single mistake in the plan or a flag. */
    public static PlanException of(String line) {
        Problems problems = new Problems();
        problems.plan(line);
        return new PlanException(problems.found());
    }

    /** Something that a plan asks for and cannot get, because of its author's mistake or because the machine lacks something. */
    public static PlanException of(String line, Throwable why) {
        return new PlanException(List.of(new Problem(Problem.Kind.of(why), line)));
    }

    /** A single data file that cannot be read. */
    static PlanException ofData(String file, Throwable why) {
        return new PlanException(List.of(Problem.ofData(file, why)));
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
