// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.io.Serializable;

/** Finds the number of a leaf among the leaves of a tree by its path: the numbers of the children from the root. */
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

    /** The leaves in the order of {@link Stream#leaves()}. */
    public static LeafPaths of(Stream tree) {
        return of(tree, 0);
    }

    private static LeafPaths of(Stream stream, int first) {
        if (!(stream instanceof Stream.Branch branch)) {
            return new LeafPaths(null, false, first);
        }
        if (branch.streams().stream().allMatch(Stream.Leaf.class::isInstance)) {
            return new LeafPaths(null, true, first);
        }
        LeafPaths[] below = new LeafPaths[branch.streams().size()];
        int next = first;
        for (int i = 0; i < below.length; i++) {
            below[i] = of(branch.streams().get(i), next);
            next += branch.streams().get(i).leaves().size();
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
