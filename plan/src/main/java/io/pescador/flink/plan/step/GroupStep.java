// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Padding;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.group.Grouping;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * {@code buffer} with {@code bucket}, {@code units} or {@code distinct}: batches of samples that go together.
 *
 * @param grouping which go together
 * @param size samples of a batch, at most; {@link #ANY_SIZE} where that is not known
 * @param held how many samples wait, at most, as far as that is known
 * @param partial whether what waits at the end is given
 * @param padding what evens out lengths
 */
@Internal
record GroupStep(Grouping<Sample> grouping, int size, long held, boolean partial, Padding padding) implements Step {

    /** Of batches that a budget bounds alone. */
    static final int ANY_SIZE = 1;

    @Override
    public Phase phase() {
        return Phase.BATCH;
    }

    @Override
    public String key() {
        return BatchStep.KEY;
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return streamer.group(grouping, partial, new PaddedBatcher(padding), SampleItems.CODEC);
    }

    @Override
    public Sample joined(List<Sample> samples) {
        return padding.stack(samples);
    }

    @Override
    public boolean isEven() {
        return false;
    }

    @Override
    public int batchSize() {
        return size;
    }
}
