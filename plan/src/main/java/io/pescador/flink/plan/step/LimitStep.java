// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** {@code max_iter}: an activation gives no more samples than that. */
@Internal
public record LimitStep(long samples) implements Step {

    private static final Key<Long> MAX_ITER = Key.of(
            "max_iter",
            Type.atLeast(1, "the most samples of an activation is a whole number ≥ 1"),
            "The most samples of an activation.");

    @Override
    public Phase phase() {
        return Phase.LIMIT;
    }

    @Override
    public String key() {
        return MAX_ITER.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return streamer.maxIter(samples);
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(MAX_ITER);
        }

        @Override
        public Step read(Mapping node) {
            Long samples = node.get(MAX_ITER);
            return samples == null ? null : new LimitStep(samples);
        }
    }
}
