// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.plan.MuxKind;
import io.pescador.flink.plan.RowCounts;
import io.pescador.flink.plan.Stream;

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

    private final RowCounts rows;
    private final List<String> warnings = new ArrayList<>();

    private Unreached(RowCounts rows) {
        this.rows = rows;
    }

    public static List<String> of(Stream tree, RowCounts rows) {
        Unreached unreached = new Unreached(rows);
        unreached.in(tree);
        return unreached.warnings;
    }

    private void in(Stream stream) {
        if (!(stream instanceof Stream.Branch branch)) {
            return;
        }
        for (Stream below : branch.streams()) {
            if (branch.mux().rate() != null) {
                under(branch.mux().rate(), below);
            }
            in(below);
        }
    }

    private void under(double rate, Stream stream) {
        if (stream instanceof Stream.Branch chain && chain.mux().kind() == MuxKind.CHAIN) {
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
        } else if (stream instanceof Stream.Leaf leaf
                && "in_order".equals(leaf.leaf().rows())
                && (rows.of(leaf) < 0 || rows.of(leaf) > SELDOM * rate)) {
            warn(
                    stream,
                    "rows: in_order begins with the first row at each activation, which ends after about "
                            + Figures.plain(rate)
                            + " samples, the rate of the mux above: the rows after these are never read");
        }
    }

    private void warn(Stream stream, String what) {
        String way = stream instanceof Stream.Branch
                ? ". Leave out that rate, or take shuffled or round_robin in place of chain"
                : ". Leave out that rate, or take rows: rotating or shuffled";
        String warning = stream.place() + ": \"" + stream.name() + "\": " + what + way;
        if (warnings.stream().noneMatch(other -> other.startsWith(stream.place() + ": "))) { // once for a pattern
            warnings.add(warning);
        }
    }
}
