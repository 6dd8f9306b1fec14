// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import java.util.Locale;

/** A plan whose leaves hold as many rows as its files do, and nothing else: it draws as the plan does, and reads nothing. */
public final class VirtualPlan {

    /** Rows of a leaf of which nobody knows how many it has: enough that no quota comes to their end. */
    private static final long MANY = 1L << 40;

    private VirtualPlan() {}

    /** The streamer, without the batches of the root: what is drawn are samples. */
    public static Streamer<Sample> of(ReadyPlan plan, RowCounts rows) {
        return new Streamers(new Problems(), false) {

            @Override
            Streamer<Sample> leaf(Stream.Leaf leaf) {
                long count = rows.of(leaf);
                String asked = leaf.leaf().rows();
                RowOrder order = asked == null ? RowOrder.ROTATING : RowOrder.valueOf(asked.toUpperCase(Locale.ROOT));
                return Streamer.rows(new VirtualRows(leaf.name(), count < 0 ? MANY : count), order);
            }

            @Override
            Steps applied(Steps steps) {
                return new Steps(
                        null, null, null, steps.passes(), steps.reshuffle(), steps.cache(), steps.maxIter(), null);
            }
        }.build(plan.tree());
    }
}
