// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.plan.compile.LeafPaths;
import io.pescador.flink.plan.compile.StreamTag;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;
import io.pescador.flink.source.split.RefusedStateException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

import java.util.List;

/**
 * Counts what each leaf gave, and takes off the marks that this needs: a batch has no path of its own, a sample has. The counts are saved
 * with the run, so at its end they are those of the whole run. They are sums: after a change of parallelism, each subtask adds to those that it gets.
 */
@Internal
public final class Tally extends RichMapFunction<Sampled<Sample>, Sampled<Sample>> implements CheckpointedFunction {

    /** Name of the accumulator. */
    public static final String NAME = "shares";

    private static final long serialVersionUID = 1;

    private final LeafPaths paths;
    private final int leaves;
    private transient ListState<byte[]> saved;
    private final TopStreams top;
    private transient ShareCounts counts;
    private transient ShareHistory history;

    public Tally(LeafPaths paths, int leaves, TopStreams top) {
        this.paths = paths;
        this.leaves = leaves;
        this.top = top;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        saved = context.getOperatorStateStore()
                .getListState(
                        new ListStateDescriptor<>("counts", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        counts = new ShareCounts(leaves);
        for (byte[] part : saved.get()) {
            ShareCounts before = ShareCounts.restore(part);
            if (before.leaves() != leaves) {
                throw new RefusedStateException(
                        "the saved state belongs to another plan: streams " + before.leaves() + " → " + leaves);
            }
            counts.merge(before);
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        saved.update(List.of(counts.save()));
    }

    @Override
    public void open(OpenContext context) {
        history = new ShareHistory(top.size());
        getRuntimeContext().addAccumulator(NAME, counts);
        getRuntimeContext().addAccumulator(ShareHistory.NAME, history);
    }

    @Override
    public Sampled<Sample> map(Sampled<Sample> sampled) {
        NdArray marks = StreamTag.leaves(sampled.value());
        counts.record(SequenceHash.of(sampled, marks), sampled.epoch());
        if (marks == null) {
            count(paths.leaf(sampled.path()));
            return sampled;
        }
        for (int i = 0; i < marks.size(); i++) {
            count((int) marks.getLong(i));
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

    private void count(int leaf) {
        counts.add(leaf);
        history.add(top.of(leaf));
    }
}
