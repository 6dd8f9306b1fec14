// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.step.StepCodec;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import java.util.List;

/** A step that only this test knows: {@code first: n}. */
record FirstStep(long samples) implements Step {

    private static final Key<Long> FIRST =
            Key.of("first", Type.atLeast(1, "the first samples are a whole number ≥ 1"), "The first samples.");

    @Override
    public Phase phase() {
        return Phase.LIMIT;
    }

    @Override
    public String key() {
        return FIRST.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return streamer.maxIter(samples);
    }

    /** All that plans need to know of it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(FIRST);
        }

        @Override
        public Step read(Mapping node) {
            Long samples = node.get(FIRST);
            return samples == null ? null : new FirstStep(samples);
        }
    }
}
