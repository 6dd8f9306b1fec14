// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.RowCounts;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Streams that begin anew at each activation, and that a rate ends before they are through: only their beginning is read, again and again.
 */
@Internal
public final class Unreached {

    /** A quota is seldom more than twice its mean. */
    private static final double SELDOM = 2;

    private final SamplePlan plan;
    private final RowCounts rows;
    private final List<String> warnings = new ArrayList<>();

    private Unreached(SamplePlan plan, RowCounts rows) {
        this.plan = plan;
        this.rows = rows;
    }

    public static List<String> of(SamplePlan plan, RowCounts rows) {
        Unreached unreached = new Unreached(plan, rows);
        unreached.in(plan.tree());
        return unreached.warnings;
    }

    private void in(Spec stream) {
        if (!(stream instanceof MuxSpec branch)) {
            return;
        }
        for (Spec below : branch.streams()) {
            if (branch.policy() instanceof StochasticPolicy stochastic && stochastic.hasRate()) {
                under(stochastic.rate(), below);
            }
            in(below);
        }
    }

    private void under(double rate, Spec stream) {
        if (stream instanceof MuxSpec chain && chain.policy() instanceof ChainPolicy) {
            double reached = 0;
            int next = 0;
            while (next < chain.streams().size() && reached < SELDOM * rate) {
                double once = rows.once(chain.streams().get(next));
                reached += once < 0 ? SELDOM * rate : once;
                next++;
            }
            if (next < chain.streams().size()) {
                warn(
                        stream,
                        "each activation begins with the first of its streams, and ends after about "
                                + Figures.plain(rate)
                                + " samples, the rate of the mux above: of its "
                                + chain.streams().size() + " streams only "
                                + (next == 1 ? "the first is" : "the first " + next + " are") + " ever read");
            }
        } else if (stream instanceof LeafSpec leaf
                && leaf.input() instanceof Input.Files files
                && files.rowRule().order() == RowOrder.IN_ORDER
                && (rows.of(leaf) < 0 || rows.of(leaf) > SELDOM * rate)) {
            warn(
                    stream,
                    "rows: in_order begins with the first row at each activation, which ends after about "
                            + Figures.plain(rate)
                            + " samples, the rate of the mux above: the rows after these are never read");
        }
    }

    private void warn(Spec stream, String what) {
        String way = stream instanceof MuxSpec
                ? ". Leave out that rate, or take shuffled or round_robin in place of chain"
                : ". Leave out that rate, or take rows: rotating or shuffled";
        String warning = plan.at(stream) + ": \"" + stream.name() + "\": " + what + way;
        if (warnings.stream().noneMatch(other -> other.startsWith(plan.at(stream) + ": "))) { // once for a pattern
            warnings.add(warning);
        }
    }
}
