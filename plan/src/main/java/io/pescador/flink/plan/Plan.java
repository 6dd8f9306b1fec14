// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.Map;

/**
 * A plan as its author wrote it, checked as far as that goes without looking at any data: a tree of nodes and what the job needs.
 *
 * @param file the plan file, as the user named it
 * @param root the tree
 * @param seed null where the plan leaves it open
 * @param shards ≥ 1
 * @param stop null where the plan leaves it open
 * @param output null where the plan leaves it open
 * @param state directory for saved state, or null
 * @param provenance whether samples are given with where they came from
 * @param maxOpen the most streams that may be open at a time, or null
 * @param pace how far one reader may be ahead of the slowest at most, in what the plan gives; {@link Long#MAX_VALUE} for none, null where the plan
 *     leaves it open
 * @param words what decides its samples, as {@link PlanWords} has it
 */
public record Plan(
        String file,
        Node root,
        Long seed,
        int shards,
        Stop stop,
        String output,
        String state,
        boolean provenance,
        Long maxOpen,
        Long pace,
        Map<String, String> words) {}
