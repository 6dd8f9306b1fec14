// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The keys that stand for the lanes of one mux. Flink hashes a key to a key group and assigns contiguous ranges of groups to tasks, so a
 * handful of keys like 0, 1, 2, … may all meet on one task. These keys are searched for so that their groups are spread evenly.
 */
record SubKeys(int[] keys, int maxParallelism) {

    /**
     * The number of key groups where none is set. It does not depend on the parallelism: another number gives other keys, which do not fit
     * saved state.
     */
    private static final int DEFAULT_GROUPS = KeyGroupRangeAssignment.DEFAULT_LOWER_BOUND_MAX_PARALLELISM;

    static SubKeys of(int lanes, StreamExecutionEnvironment env) {
        int groups = env.getMaxParallelism() > 0 ? env.getMaxParallelism() : DEFAULT_GROUPS;
        if (env.getParallelism() > groups) {
            throw new IllegalArgumentException("the parallelism is " + env.getParallelism()
                    + ", and lanes are dealt over " + groups
                    + " key groups: set the maximum parallelism, which state is bound to, before lanes are made");
        }
        if (lanes < 1 || lanes > groups) {
            throw new IllegalArgumentException(
                    "lanes is " + lanes + ": it is at least 1, and at most the maximum parallelism, " + groups);
        }
        int[] keys = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            int group = (int) ((2L * lane + 1) * groups / (2L * lanes));
            int key = 0;
            while (KeyGroupRangeAssignment.assignToKeyGroup(key, groups) != group) {
                key++;
            }
            keys[lane] = key;
        }
        return new SubKeys(keys, groups);
    }
}
