// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How many items the leaves of a tree have. Where rows are addressable a file's header says it; other files are read through, up to
 * {@link #READ_THROUGH} bytes each.
 */
@Internal
public final class RowCounts {

    /** About a second of reading. */
    private static final long READ_THROUGH = 64 << 20;

    private static final long UNKNOWN = -1;

    private final Map<LeafSpec, Long> counts = new IdentityHashMap<>();

    private RowCounts() {}

    /** @throws IOException if a file cannot be read */
    public static RowCounts of(Spec tree) throws IOException {
        RowCounts counts = new RowCounts();
        for (LeafSpec leaf : tree.drawn()) {
            counts.counts.put(leaf, count(leaf));
        }
        return counts;
    }

    private static long count(LeafSpec leaf) throws IOException {
        if (leaf.input() instanceof Input.OfClass) {
            return UNKNOWN;
        }
        boolean read = leaf.path() != null && !leaf.rows().addressable();
        return read && leaf.file().size() > READ_THROUGH ? UNKNOWN : leaf.count();
    }

    /** The items of a leaf, or -1 if unknown; not asked of a leaf without weight. */
    public long of(LeafSpec leaf) {
        return counts.getOrDefault(leaf, UNKNOWN);
    }

    /** The items of all leaves together that can be drawn, or -1 if unknown. */
    public long total() {
        long total = 0;
        for (long count : counts.values()) {
            if (count == UNKNOWN) {
                return UNKNOWN;
            }
            total += count;
        }
        return total;
    }

    /** Whether a stream is known to have no items at all. */
    public boolean isEmpty(Spec stream) {
        return stream.drawn().stream().allMatch(leaf -> of(leaf) == 0);
    }

    /**
     * How many items one run through a stream gives on average, at most; -1 if unknown. A mux that activates each stream once gives no more
     * of it than its rate.
     */
    public double once(Spec stream) {
        if (stream instanceof LeafSpec leaf) {
            return of(leaf);
        }
        MuxSpec mux = (MuxSpec) stream;
        double[] weights = mux.inOrder();
        double quota = quota(mux.policy());
        double sum = 0;
        for (int i = 0; i < mux.streams().size(); i++) {
            if (weights != null && weights[i] == 0) {
                continue;
            }
            double once = once(mux.streams().get(i));
            if (once < 0) {
                return UNKNOWN;
            }
            sum += Math.min(once, quota);
        }
        return sum;
    }

    private static double quota(Policy policy) {
        return policy instanceof StochasticPolicy stochastic
                        && stochastic.mode() == StochasticPolicy.Mode.EXHAUSTIVE
                        && stochastic.hasRate()
                ? stochastic.rate()
                : Double.MAX_VALUE;
    }
}
