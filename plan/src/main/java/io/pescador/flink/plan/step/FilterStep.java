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

/** {@code filter}: a predicate of the plan's author decides which samples are given. */
@Internal
public record FilterStep(String className) implements Step {

    private static final Key<String> FILTER =
            Key.of("filter", Type.javaClass(), "A class of yours: a `Streamer.SerializablePredicate` of `Sample`.");

    @Override
    public Phase phase() {
        return Phase.FILTER;
    }

    @Override
    public String key() {
        return FILTER.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return UserCode.filter(streamer, className, at, problems);
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(FILTER);
        }

        @Override
        public Step read(Mapping node) {
            String name = node.get(FILTER);
            return name == null ? null : new FilterStep(name);
        }
    }
}
