// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A plan for records that flow by, checked: which stream a record belongs to, and how the streams are mixed.
 *
 * @param file the plan file, as the user named it
 * @param seed null where the plan leaves it open
 * @param input null where the plan leaves it open
 * @param output null where the plan leaves it open
 * @param provenance whether lines are given with where they came from
 * @param rule how a line is read
 * @param streams the ids of all streams; null: they are discovered
 * @param maxStreams the most that are known at a time, or null
 * @param kind of the mux
 * @param nActive 1 where the plan leaves it open; of a stochastic mux, as are the following
 * @param rate null: an activation lasts until its stream ends
 * @param dist as the plan words it
 * @param mode as the plan words it
 * @param weighting as the plan words it
 * @param buffer how records wait
 * @param idleTimeout after what time a silent stream counts as ended, or null
 * @param lanes 1 for one mux
 * @param notices what its author should know, though it is no mistake
 */
public record FlowPlan(
        String file,
        Long seed,
        String input,
        String output,
        boolean provenance,
        LineRule rule,
        List<String> streams,
        Integer maxStreams,
        MuxKind kind,
        int nActive,
        Double rate,
        String dist,
        String mode,
        String weighting,
        FlowBuffer buffer,
        Duration idleTimeout,
        int lanes,
        List<String> notices) {

    /**
     * Loads a flow plan.
     *
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @param variables that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes
     */
    public static FlowPlan load(String path, Map<String, String> variables) throws PlanException {
        Problems problems = new Problems();
        Fields fields = PlanReader.fields(path, PlanLoader.text(path), variables, problems);
        FlowPlan plan = fields == null ? null : new FlowPlanReader(path, fields).read();
        problems.raise();
        return plan;
    }
}
