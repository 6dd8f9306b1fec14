// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Padding;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * {@code buffer}: batches of samples, each array with a new first axis.
 *
 * @param size of a batch
 * @param partial whether a last batch may have fewer
 * @param padding what evens out lengths
 */
@Internal
public record BatchStep(int size, boolean partial, Padding padding) implements Step {

    static final String KEY = "buffer";

    @Override
    public Phase phase() {
        return Phase.BATCH;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return streamer.buffer(size, partial, new PaddedBatcher(padding), SampleItems.CODEC);
    }

    @Override
    public Sample joined(List<Sample> samples) {
        return padding.stack(samples);
    }

    @Override
    public long held() {
        return size;
    }

    @Override
    public int batchSize() {
        return size;
    }

    /** Reads it, and what makes a {@link GroupStep} of it. */
    public static final class Codec implements StepCodec {

        private static final Key<Step> BUFFER = Key.of(
                KEY,
                BufferReader.TYPE,
                "Batches of n samples: each array gets a new first axis. A last batch of fewer samples is dropped unless"
                        + " `partial`. [Batches](batches.md) has the other keys.");
        private static final Key<Padding> PAD = Key.of(
                "pad",
                PadReader.TYPE,
                "With `buffer`: arrays are filled up along their first axis to the longest of the batch.");

        @Override
        public List<Key<?>> keys() {
            return List.of(BUFFER, PAD);
        }

        @Override
        public Step read(Mapping node) {
            Step step = node.get(BUFFER);
            Padding padding = node.get(PAD);
            if (node.has(PAD) && !node.has(BUFFER)) {
                node.refuse(PAD, "pad evens out the arrays of a batch, and this node makes none: add buffer");
            }
            if (padding == null || step == null) {
                return step;
            }
            return step instanceof GroupStep group
                    ? new GroupStep(group.grouping(), group.size(), group.held(), group.partial(), padding)
                    : new BatchStep(step.batchSize(), ((BatchStep) step).partial(), padding);
        }
    }
}
