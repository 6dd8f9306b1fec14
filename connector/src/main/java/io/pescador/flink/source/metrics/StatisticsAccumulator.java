// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.metrics;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.accumulators.Accumulator;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Sends a reader's {@link SourceStatistics} with Flink's heartbeats. They are looked up when they are sent, and cost nothing before. */
@Internal
public final class StatisticsAccumulator implements Accumulator<SourceStatistics, TreeMap<String, Long>> {

    private static final long serialVersionUID = 1;

    /** Null where it arrived, or was copied. */
    private final transient Supplier<SourceStatistics> live;

    private SourceStatistics figures = SourceStatistics.NONE;

    /** @param live the reader's figures of the moment; called by any thread */
    public StatisticsAccumulator(Supplier<SourceStatistics> live) {
        this.live = live;
    }

    @Override
    public void add(SourceStatistics more) {
        figures = figures.plus(more);
    }

    @Override
    public TreeMap<String, Long> getLocalValue() {
        return now().toMap();
    }

    private SourceStatistics now() {
        return live == null ? figures : live.get();
    }

    @Override
    public void resetLocal() {
        figures = SourceStatistics.NONE;
    }

    @Override
    public void merge(Accumulator<SourceStatistics, TreeMap<String, Long>> other) {
        add(SourceStatistics.of(other.getLocalValue()));
    }

    @Override
    public Accumulator<SourceStatistics, TreeMap<String, Long>> clone() {
        StatisticsAccumulator copy = new StatisticsAccumulator(null);
        copy.figures = now();
        return copy;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        figures = now();
        out.defaultWriteObject();
    }
}
