// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.List;

/**
 * {@code buffer}: batches of samples, each array with a new first axis.
 *
 * @param size of a batch
 * @param partial whether a last batch may have fewer
 */
@Internal
public record BatchStep(int size, boolean partial) implements Step {

    private static final String BATCH = "a batch has a whole number of samples ≥ 1";

    private static final Key<Integer> SIZE = Key.of("size", Type.count(BATCH), "Samples of a batch.");
    private static final Key<Boolean> PARTIAL = Key.of(
                    "partial", Type.flag(), "Whether a last batch of fewer samples is given.")
            .orElse(false);
    private static final Key<BatchStep> BUFFER = Key.of(
            "buffer",
            Type.mappingOr(
                    "n, or `{size: n, partial: true}`",
                    "buffer",
                    List.of(SIZE, PARTIAL),
                    Type.count(BATCH),
                    size -> new BatchStep(size, false),
                    BatchStep::full),
            "Batches of n samples: each array gets a new first axis. A last batch of fewer samples is dropped unless"
                    + " `partial`.");

    private static BatchStep full(Mapping mapping) {
        Integer size = mapping.require(SIZE, BATCH);
        boolean partial = mapping.get(PARTIAL);
        return size == null ? null : new BatchStep(size, partial);
    }

    @Override
    public Phase phase() {
        return Phase.BATCH;
    }

    @Override
    public String key() {
        return BUFFER.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return streamer.buffer(size, partial, BatchStep::batch, SampleItems.CODEC);
    }

    private static Sample batch(List<Sample> samples) throws IOException {
        try {
            return Sample.stack(samples);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "no batch can be made: " + e.getMessage()
                            + ". Give streams whose samples are alike, or leave out buffer",
                    e);
        }
    }

    @Override
    public long held() {
        return size;
    }

    @Override
    public int batchSize() {
        return size;
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(BUFFER);
        }

        @Override
        public Step read(Mapping node) {
            return node.get(BUFFER);
        }
    }
}
