// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.LeafPaths;
import io.pescador.flink.jobs.plan.StreamTag;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Counts what each leaf gave, and takes off the marks that this needs: a batch has no path of its own, a sample has. */
final class Tally extends RichMapFunction<Sampled<Sample>, Sampled<Sample>> {

    /** Name of the accumulator. */
    static final String NAME = "shares";

    private static final long serialVersionUID = 1;

    private final LeafPaths paths;
    private final int leaves;
    private transient ShareCounts counts;

    Tally(LeafPaths paths, int leaves) {
        this.paths = paths;
        this.leaves = leaves;
    }

    @Override
    public void open(OpenContext context) {
        counts = new ShareCounts(leaves);
        getRuntimeContext().addAccumulator(NAME, counts);
    }

    @Override
    public Sampled<Sample> map(Sampled<Sample> sampled) {
        counts.record();
        NdArray marks = StreamTag.leaves(sampled.value());
        if (marks == null) {
            counts.add(paths.leaf(sampled.path()));
            return sampled;
        }
        for (int i = 0; i < marks.size(); i++) {
            counts.add((int) marks.getLong(i));
        }
        return new Sampled<>(
                sampled.shard(),
                sampled.draw(),
                sampled.epoch(),
                sampled.path(),
                sampled.activation(),
                sampled.offset(),
                StreamTag.without(sampled.value()));
    }
}
