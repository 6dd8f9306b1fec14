// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.common.accumulators.Accumulator;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.function.Supplier;

/** Sends a reader's {@link SourceFigures} with Flink's heartbeats. They are looked up when they are sent, and cost nothing before. */
final class FiguresAccumulator implements Accumulator<SourceFigures, SourceFigures> {

    private static final long serialVersionUID = 1;

    /** Null where it arrived, or was copied. */
    private final transient Supplier<SourceFigures> live;

    private SourceFigures figures = SourceFigures.NONE;

    /** @param live the reader's figures of the moment; called by any thread */
    FiguresAccumulator(Supplier<SourceFigures> live) {
        this.live = live;
    }

    @Override
    public void add(SourceFigures more) {
        figures = figures.plus(more);
    }

    @Override
    public SourceFigures getLocalValue() {
        return live == null ? figures : live.get();
    }

    @Override
    public void resetLocal() {
        figures = SourceFigures.NONE;
    }

    @Override
    public void merge(Accumulator<SourceFigures, SourceFigures> other) {
        add(other.getLocalValue());
    }

    @Override
    public Accumulator<SourceFigures, SourceFigures> clone() {
        FiguresAccumulator copy = new FiguresAccumulator(null);
        copy.figures = getLocalValue();
        return copy;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        figures = getLocalValue();
        out.defaultWriteObject();
    }
}
