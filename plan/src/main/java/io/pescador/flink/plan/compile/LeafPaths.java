// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/** Finds the number of a leaf among the leaves of a tree by its path: the numbers of the children from the root. */
@Internal
public final class LeafPaths implements Serializable {

    private static final long serialVersionUID = 1;

    /** Null for a leaf, and for a mux of leaves only: of a million files none needs an object of its own. */
    private final LeafPaths[] below;

    private final boolean leavesBelow;
    private final int leaf;

    private LeafPaths(LeafPaths[] below, boolean leavesBelow, int leaf) {
        this.below = below;
        this.leavesBelow = leavesBelow;
        this.leaf = leaf;
    }

    /** The leaves in the order of {@link Spec#leaves()}. */
    public static LeafPaths of(Spec tree) {
        return of(tree, 0);
    }

    private static LeafPaths of(Spec stream, int first) {
        if (!(stream instanceof MuxSpec mux)) {
            return new LeafPaths(null, false, first);
        }
        if (mux.streams().stream().allMatch(LeafSpec.class::isInstance)) {
            return new LeafPaths(null, true, first);
        }
        LeafPaths[] below = new LeafPaths[mux.streams().size()];
        int next = first;
        for (int i = 0; i < below.length; i++) {
            below[i] = of(mux.streams().get(i), next);
            next += mux.streams().get(i).leaves().size();
        }
        return new LeafPaths(below, false, first);
    }

    /** The number of the leaf at the end of {@code path}. */
    public int leaf(int[] path) {
        LeafPaths here = this;
        for (int child : path) {
            if (here.below == null) {
                return here.leavesBelow ? here.leaf + child : here.leaf;
            }
            here = here.below[child];
        }
        return here.leaf;
    }
}
