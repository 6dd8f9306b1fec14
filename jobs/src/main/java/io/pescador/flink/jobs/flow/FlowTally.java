// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.plan.spec.LiveRecord;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Counts the records that came by their stream, and passes them on. */
final class FlowTally extends RichMapFunction<LiveRecord, LiveRecord> {

    private static final long serialVersionUID = 1;

    private transient FlowCounts counts;

    @Override
    public void open(OpenContext context) {
        counts = new FlowCounts();
        getRuntimeContext().addAccumulator(FlowMux.READ, counts);
    }

    @Override
    public LiveRecord map(LiveRecord record) {
        counts.add(record.stream());
        return record;
    }
}
