// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.ArrayList;
import java.util.List;

/** Gathers the mistakes of a plan, so that its author sees all of them at once. Each is kept once. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    /** A mistake in the plan. */
    void plan(Place place, String message) {
        add(new Problem(Problem.Kind.PLAN, place + ": " + message));
    }

    /** Something that the plan asks for and cannot get. */
    void refused(Place place, String message, Throwable why) {
        add(new Problem(Problem.Kind.of(why), place + ": " + message + ": " + Reasons.of(why)));
    }

    /** A data file that cannot be read. */
    void data(String file, Throwable why) {
        add(Problem.ofData(file, why));
    }

    private void add(Problem problem) {
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    /** @throws PlanException if there are any */
    void raise() throws PlanException {
        if (!found.isEmpty()) {
            throw PlanException.of(found);
        }
    }
}
